// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerTracker {
    /// Adds up how much memory the activities take.
    mutating func measure() {
        self.size = self.activities.values.reduce(0) { $0 + $1.lastValues.approximateSize }
    }

    /// Drops the activities that were not shown for longest, if there are too many or they are too large. Without a
    /// complete list, no activity is ever proved gone.
    mutating func dropUnseen(at instant: Instant) -> [TrackingChange] {
        let excess = self.activities.count - self.bound
        guard excess > 0 || self.size > self.sizeLimit else { return [] }
        let unseen = self.activities.values.filter { !self.present.contains($0.activity.id) }.sorted { left, right in
            (left.latestSign, left.activity.id) < (right.latestSign, right.activity.id)
        }
        var changes: [TrackingChange] = []
        for tracked in unseen where changes.count < excess || self.size > self.sizeLimit {
            self.size -= tracked.lastValues.approximateSize
            if let removed = self.remove(tracked.activity.id, at: instant) { changes.append(.lost(removed, .notShown)) }
        }
        return changes
    }
}

extension TrackedActivity {
    /// When it was last shown or told; before all instants if that was before a restart of the daemon.
    var latestSign: Instant {
        max(self.shownAt ?? Instant(nanoseconds: .min), self.heardAt ?? Instant(nanoseconds: .min))
    }
}
