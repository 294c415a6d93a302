// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What is known about why activities may be gone, besides what the tracker has seen itself.
struct Disappearance: Hashable, Sendable {
    /// The targets of the last requests of our stops that have not ended.
    var openRemedies: [Remedy] = []
    /// Since when the stream of notifications has been open without a break; nil while it is not.
    var streamOpenSince: Instant?

    /// Whether a restart of the server is not needed to explain that all of these activities are gone at once: our own
    /// requests end all of them, or the stream has been open all the time, which a restart would have cut.
    ///
    /// - Parameter activities: what is gone.
    func explains(_ activities: some Collection<TrackedActivity>) -> Bool {
        if let since = self.streamOpenSince, activities.allSatisfy({ $0.latestSign >= since }) { return true }
        guard !self.openRemedies.isEmpty else { return false }
        return activities.allSatisfy { tracked in
            self.openRemedies.contains { $0.covers(tracked.activity) == .yes }
        }
    }
}
