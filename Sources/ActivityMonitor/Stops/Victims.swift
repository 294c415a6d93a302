// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Which of the matching activities of a kind a rule stops.
package enum Victims: String, Hashable, Sendable, CaseIterable {
    /// All activities.
    case all
    /// The activity that was seen first.
    case oldest
    /// The activity that was seen last.
    case newest
    /// All activities except the one that was seen first.
    case allButOldest = "all-but-oldest"

    /// Picks the victims from the activities of one kind; none if the choice depends on an unknown order.
    ///
    /// The first look that showed an activity gives the order. The age does not: a row that cannot be read for a while
    /// loses evidence without being younger.
    func pick(from activities: [TrackedActivity]) -> [ActivityID] {
        guard self != .all else { return activities.map(\.activity.id).sorted() }
        let sights = activities.compactMap { tracked in
            tracked.firstRound.map { (round: $0, id: tracked.activity.id) }
        }
        guard sights.count == activities.count || activities.count < 2 else { return [] }
        let ids = sights.sorted { ($0.round, $0.id) < ($1.round, $1.id) }.map(\.id)
        let rounds = sights.map(\.round).sorted()
        let isFirstAlone = rounds.count < 2 || rounds[0] < rounds[1]
        let isLastAlone = rounds.count < 2 || rounds[rounds.count - 2] < rounds[rounds.count - 1]
        switch self {
        case .all: return ids.sorted()
        case .oldest: return isFirstAlone ? Array(ids.prefix(1)) : []
        case .newest: return isLastAlone ? Array(ids.suffix(1)) : []
        case .allButOldest: return isFirstAlone ? ids.dropFirst().sorted() : []
        }
    }
}
