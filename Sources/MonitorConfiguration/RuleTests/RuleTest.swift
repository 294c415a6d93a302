// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import PlexModel

/// A file of rule tests, read and checked.
package struct RuleTestFile: Hashable, Sendable {
    /// The path of the file.
    package var path: String
    /// The rules under test, in the order of their files. No rule acts.
    package var rules: [Rule]
    /// The limits of the rules.
    package var safety: SafetySettings
    /// How often the server is polled.
    package var pollInterval: Duration
    /// The tests, in order.
    package var tests: [RuleTest]
}

/// One `[[test]]`: what goes on at a server, and what the rules must make of it. All times count from its start.
package struct RuleTest: Hashable, Sendable {
    /// What it is called.
    package var name: String
    /// The line where it begins.
    package var line: Int?
    /// The local time at the start; nil where windows are not known to be open or closed.
    package var start: LocalTime?
    /// The hours of the server's maintenance; nil where they cannot be read.
    package var maintenance: MaintenanceHours?
    /// How long each value of a notation lasts.
    package var step: Duration
    /// The activities.
    package var activities: [ScriptedActivity]
    /// When polls fail.
    package var outages: [Range<Duration>]
    /// When the daemon is away.
    package var restarts: [Range<Duration>]
    /// The sessions, with their times.
    package var playback: [ScriptedPlayback]
    /// The expectations.
    package var expectations: [Expectation]
}

/// An activity of a test.
package struct ScriptedActivity: Hashable, Sendable {
    /// The result of one look at the activity.
    package enum Look: Hashable, Sendable {
        /// It is there, with this progress.
        case progress(Double)
        /// It is there, without progress.
        case unknown
        /// It is not shown in an incomplete answer: it may be there.
        case notShown
        /// It is gone.
        case gone
    }

    /// Its values without the progress.
    package var activity: Activity
    /// The name of its section; nil without a section.
    package var sectionName: String?
    /// When it starts.
    package var start: Duration
    /// The results of the looks, step by step; afterwards it is gone.
    package var looks: [Look]

    /// What a look shows.
    package func look(at time: Duration, step: Duration) -> Look {
        guard time >= self.start else { return .gone }
        let index = Int((time - self.start) / step)
        return index < self.looks.count ? self.looks[index] : .gone
    }
}

/// Sessions during some time.
package struct ScriptedPlayback: Hashable, Sendable {
    /// From when to when.
    package var span: Range<Duration>
    /// The number of sessions that play without transcoding.
    package var streams: Int
    /// The number of sessions that are transcoded.
    package var transcodes: Int
    /// The number of paused sessions.
    package var paused: Int
}

/// What must have happened in a test, or must not.
package struct Expectation: Hashable, Sendable {
    /// The line where it stands.
    package var line: Int?
    /// By when; nil for the end of the test.
    package var at: Duration?
    /// Not before.
    package var after: Duration
    /// The event.
    package var event: EventKind
    /// The rule of the event; nil for any.
    package var rule: String?
    /// The uuid of the event's activity; nil for any.
    package var activity: String?
    /// Whether it must not happen.
    package var never: Bool
}

extension RuleTest {
    /// When the test ends: when everything in it is over.
    package var end: Duration {
        let ends =
            self.activities.map { $0.start + self.step * $0.looks.count } + self.outages.map(\.upperBound)
            + self.restarts.map(\.upperBound) + self.expectations.compactMap(\.at)
        return ends.reduce(.zero, max)
    }
}

extension Expectation {
    /// The expectation in words, such as `by 35m: would-stop of stuck-scan about scan`.
    package var words: String {
        var text = self.never ? "no \(self.event.rawValue)" : self.event.rawValue
        if let rule = self.rule { text += " of \(rule)" }
        if let activity = self.activity { text += " about \(activity)" }
        if self.after > .zero { text += " from \(self.after.text) on" }
        if let at = self.at { text += " by \(at.text)" }
        return text
    }
}
