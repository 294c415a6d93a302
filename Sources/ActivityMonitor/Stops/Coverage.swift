// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What each remedy would end on one server, worked out once for all remedies.
struct Coverage: Hashable, Sendable {
    /// Activities by what ends them, each in the order of the uuids.
    private struct Rows: Hashable, Sendable {
        /// The activities that a request surely ends.
        private var covered: [Remedy: [ActivityID]] = [:]
        /// The activities that each request of a kind may end.
        private var unclear: [RemedyKind: [ActivityID]] = [:]
        private var butlers: Set<ActivityID> = []

        init(_ activities: [Activity]) {
            for activity in activities.sorted(by: { $0.id < $1.id }) {
                if activity.type == .butler { self.butlers.insert(activity.id) }
                for kind in RemedyKind.allCases {
                    if let remedy = kind.remedy(covering: activity) {
                        self.covered[remedy, default: []].append(activity.id)
                    } else if kind.mayCover(activity) {
                        self.unclear[kind, default: []].append(activity.id)
                    }
                }
            }
        }

        /// What a remedy would or may end, without the `butler` row.
        func covered(by remedy: Remedy) -> [ActivityID] {
            let covered = (self.covered[remedy] ?? []).filter { !self.butlers.contains($0) }
            guard let unclear = self.unclear[remedy.kind] else { return covered }
            return (covered + unclear).sorted()
        }

        /// Whether nothing is left that a remedy would or may end.
        func isCleared(of remedy: Remedy) -> Bool {
            self.covered[remedy] == nil && self.unclear[remedy.kind] == nil
        }
    }

    private let known: Rows
    /// The rows that are still shown although a notification told their end.
    private let shown: Rows

    /// The coverage of what a tracker knows.
    init(_ tracker: ServerTracker) {
        self.known = Rows(tracker.activities.values.map(\.activity))
        self.shown = Rows(Array(tracker.ended.shown.values))
    }

    /// The activities that a remedy would or may end, in the order of their uuids. The `butler` row does not count: it
    /// stands for the scheduler, not for work.
    func covered(by remedy: Remedy) -> [ActivityID] { self.known.covered(by: remedy) }

    /// Whether a remedy may end a row that is still shown although a notification told its end.
    func mayEndShown(_ remedy: Remedy) -> Bool { !self.shown.covered(by: remedy).isEmpty }

    /// Whether nothing is known that a remedy would or may end. A row that is still shown counts, even if a notification
    /// told its end.
    func isCleared(of remedy: Remedy) -> Bool {
        self.known.isCleared(of: remedy) && self.shown.isCleared(of: remedy)
    }
}
