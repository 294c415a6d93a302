// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension Activity {
    /// A scan, as a server shows one: not cancellable, its section in the Context.
    static func scan(
        _ uuid: String, _ progress: Double? = 10, section: String? = "2", title: String = "Scanning Movies",
        subtitle: String = "", cancellable: Bool? = false, user: Int? = 1
    ) -> Activity {
        Activity(
            id: ActivityID(uuid), type: .libraryUpdateSection, title: title, subtitle: subtitle,
            progress: ActivityProgress(progress), isCancellable: cancellable, userID: user,
            context: section.map { .object([.init("librarySectionID", .string($0))]) })
    }

    /// The detection of credits in one item.
    static func credits(_ uuid: String, _ progress: Double? = 10, cancellable: Bool? = false) -> Activity {
        Activity(
            id: ActivityID(uuid), type: .generateCredits, title: "Detecting Credits", subtitle: "An Item",
            progress: ActivityProgress(progress), isCancellable: cancellable, userID: 1)
    }

    /// An activity of some type.
    static func some(
        _ uuid: String, _ type: ActivityType, _ progress: Double? = 10, cancellable: Bool? = false
    ) -> Activity {
        Activity(
            id: ActivityID(uuid), type: type, title: "Work", progress: ActivityProgress(progress),
            isCancellable: cancellable, userID: 1)
    }

    /// The row that an idle server shows for ever.
    static let butler = Activity(id: ActivityID("butler"), type: .butler, title: "Butler", progress: .percent(100))
}
