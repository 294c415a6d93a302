// SPDX-License-Identifier: Apache-2.0
import PlexModel
import PlexSimulator

extension ActivityPlan {
    /// A scan that moves at each poll and does not end during a test.
    static func endlessScan(_ uuid: String = "watched", section: SectionID = SectionID("2")) -> ActivityPlan {
        ActivityPlan(
            type: .libraryUpdateSection, titles: ["Scanning"], subtitles: ["A film"], section: section, uuid: uuid,
            course: Course(duration: .seconds(600), steps: 60_000))
    }

    /// A scan that has stopped moving at 42 per cent.
    static func stuckScan(_ uuid: String = "stuck", section: SectionID = SectionID("2")) -> ActivityPlan {
        ActivityPlan(
            type: .libraryUpdateSection, titles: ["Scanning"], section: section, uuid: uuid,
            course: Course(from: 42, stick: .percent(42)))
    }

    /// Work of another type, which must stay untouched.
    static func bystander(_ uuid: String = "bystander") -> ActivityPlan {
        ActivityPlan(
            type: .libraryUpdateItemMetadata, titles: ["Refreshing"], uuid: uuid,
            course: Course(duration: .seconds(600), steps: 10))
    }
}
