// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// A value of an activity that a poll and a notification may tell differently.
enum ActivityValue: Hashable, Sendable {
    /// The title.
    case title
    /// The subtitle.
    case subtitle
    /// The progress.
    case progress
    /// Whether the server offers to cancel it.
    case cancellable
    /// The section that the Context names.
    case section
    /// The account.
    case user
}

extension Set<ActivityValue> {
    /// Whether a value is in doubt that would show progress.
    var hideProgress: Bool { !self.isDisjoint(with: [.title, .subtitle, .progress]) }
}

extension Activity {
    /// The values that another account of the same activity tells differently.
    func differences(from other: Activity, key: TextHash.Key) -> Set<ActivityValue> {
        var values: Set<ActivityValue> = []
        if key == .recorded {
            // A recording without titles holds one hash of both texts.
            if TextHash.differ(self, from: other, key: key) { values.formUnion([.title, .subtitle]) }
        } else {
            if self.title != other.title { values.insert(.title) }
            if self.subtitle != other.subtitle { values.insert(.subtitle) }
        }
        if self.progress != other.progress { values.insert(.progress) }
        if self.isCancellable != other.isCancellable { values.insert(.cancellable) }
        if self.sectionID != other.sectionID { values.insert(.section) }
        if self.userID != other.userID { values.insert(.user) }
        return values
    }

    /// The activity without the values that are in doubt. Texts stay, as an empty subtitle is a value.
    func leavingOut(_ values: Set<ActivityValue>) -> Activity {
        var activity = self
        if values.contains(.progress) { activity.progress = .unknown }
        if values.contains(.cancellable) { activity.isCancellable = nil }
        if values.contains(.section) { activity.context = nil }
        if values.contains(.user) { activity.userID = nil }
        return activity
    }
}
