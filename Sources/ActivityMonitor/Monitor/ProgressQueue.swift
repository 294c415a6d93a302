// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The activities whose changes wait for their interval to pass, so that nobody needs to look at all activities at each
/// input.
struct ProgressQueue: Hashable, Sendable {
    /// When each was last told of.
    private var reported: [ActivityID: Instant] = [:]
    /// The earliest of these; nil while none waits.
    private(set) var earliest: Instant?
    /// Whether the earliest one has gone and another must be looked for.
    private var isStale = false

    /// Lets a change wait.
    mutating func insert(_ id: ActivityID, reportedAt: Instant) {
        self.reported[id] = reportedAt
        self.earliest = self.earliest.map { min($0, reportedAt) } ?? reportedAt
    }

    /// Waits no longer, as it was told or the activity went.
    mutating func remove(_ id: ActivityID) {
        guard let instant = self.reported.removeValue(forKey: id), instant == self.earliest else { return }
        self.isStale = true
    }

    /// The activities that were told of at this instant at the latest, in order.
    func waiting(since instant: Instant) -> [ActivityID] {
        guard let earliest = self.earliest, earliest <= instant else { return [] }
        return self.reported.filter { $0.value <= instant }.keys.sorted()
    }

    /// Finds the earliest again where it has gone.
    mutating func settle() {
        guard self.isStale else { return }
        self.earliest = self.reported.values.min()
        self.isStale = false
    }
}
