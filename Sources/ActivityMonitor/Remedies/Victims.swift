// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Which of the activities of one kind that a rule holds for it stops.
package enum Victims: String, Hashable, Sendable, CaseIterable {
    /// All of them.
    case all
    /// The one that has been seen longest.
    case oldest
    /// The one that was seen last.
    case newest
    /// All but the one that has been seen longest.
    case allButOldest = "all-but-oldest"

    /// Picks from the activities of one kind; where ages cannot be told apart and it matters, nobody.
    func pick(from activities: [TrackedActivity]) -> [ActivityID] {
        guard self != .all else { return activities.map(\.activity.id).sorted() }
        let byAge = activities.sorted { left, right in
            left.age.total == right.age.total
                ? left.activity.id < right.activity.id : left.age.total > right.age.total
        }
        let ages = byAge.map(\.age.total)
        switch self {
        case .all, .oldest:
            guard ages.count < 2 || ages[0] > ages[1] else { return [] }
            return byAge.prefix(1).map(\.activity.id)
        case .newest:
            guard ages.count < 2 || ages[ages.count - 1] < ages[ages.count - 2] else { return [] }
            return byAge.suffix(1).map(\.activity.id)
        case .allButOldest:
            guard ages.count < 2 || ages[0] > ages[1] else { return [] }
            return byAge.dropFirst().map(\.activity.id).sorted()
        }
    }
}
