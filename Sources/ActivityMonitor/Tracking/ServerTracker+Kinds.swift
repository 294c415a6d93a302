// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerTracker {
    /// The uuids of activities by their kind, without copies of the activities.
    private static func byKind(_ activities: some Sequence<Activity>) -> [WorkKind: Set<ActivityID>] {
        var kinds: [WorkKind: Set<ActivityID>] = [:]
        for activity in activities { kinds[WorkKind(of: activity), default: []].insert(activity.id) }
        return kinds
    }

    /// Advances the clocks of kinds. Shown kinds go on or start; kinds that were not seen for too long end.
    ///
    /// - Parameters:
    ///   - changed: The uuids whose rows tell a change.
    ///   - overtaken: The uuids whose rows tell another progress, title or subtitle than a later notification.
    mutating func observeKinds(
        in snapshot: ActivitySnapshot, changed: Set<ActivityID>, overtaken: Set<ActivityID>, sentAt: Instant,
        limit: Duration, kindLimit: Duration
    ) {
        self.restartedKinds = []
        // What an incomplete snapshot does not show still belongs to its kind, as it is not proved gone.
        let activities = self.activities
        let shown = Self.byKind(snapshot.activities.lazy.compactMap { activities[$0.id]?.activity })
        let groups = Self.byKind(activities.values.lazy.map(\.activity))
        let rows = Self.byKind(snapshot.activities)
        for (kind, shownMembers) in shown {
            let members = groups[kind] ?? []
            let before = self.kinds[kind]
            defer {
                self.noteReset(from: before?.stalled, to: self.kinds[kind]?.stalled)
                self.noteReset(from: before?.age, to: self.kinds[kind]?.age)
            }
            if let clock = self.kinds[kind], clock.continues(with: shownMembers, at: sentAt, limit: kindLimit) {
                // A row of what has ended since, or is of another kind by now, is no longer true either.
                let isUpToDate = (rows[kind] ?? []) == members && overtaken.isDisjoint(with: members)
                self.kinds[kind]?.observe(
                    members, shown: shownMembers, changed: !changed.isDisjoint(with: members), isUpToDate: isUpToDate,
                    isInDoubt: !overtaken.isDisjoint(with: members),
                    wouldShowProgress: members.allSatisfy { self.activities[$0]?.wouldShowProgress ?? false },
                    at: sentAt, limit: limit)
            } else {
                self.kinds[kind] = KindClock(firstSight: members, shown: shownMembers, at: sentAt)
                self.restartedKinds.insert(kind)
            }
        }
        // What an incomplete snapshot does not show may be there: its kind goes only with the last of it.
        self.kinds = self.kinds.filter { kind, clock in
            shown[kind] != nil || !clock.isOver(at: sentAt, limit: kindLimit)
                || (!snapshot.isComplete && clock.members.contains { self.activities[$0] != nil })
        }
        self.dropKinds(besides: Set(shown.keys))
    }

    /// Lets go of the kinds that were not seen for longest where there are more than activities may be.
    private mutating func dropKinds(besides shown: Set<WorkKind>) {
        let excess = self.kinds.count - self.bound
        guard excess > 0 else { return }
        let unseen = self.kinds.filter { !shown.contains($0.key) }
            .map { (seenAt: $0.value.seenAt?.nanoseconds ?? .min, kind: $0.key) }
            .sorted { ($0.seenAt, $0.kind) < ($1.seenAt, $1.kind) }
        for entry in unseen.prefix(excess) { self.kinds[entry.kind] = nil }
    }
}
