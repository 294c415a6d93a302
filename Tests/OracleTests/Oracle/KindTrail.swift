// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// All that was observed of one kind of work at one entry.
struct KindTrail {
    /// The most that the kind can have been seen, without a gap over the limit.
    var age = EvidenceMeter()
    /// The least that it was seen.
    var leastAge = PollMeter()
    /// The poll since which all of it may have stood still.
    var unchangedSince: Moment
    /// The least that all of it stood still.
    var leastStall = PollMeter()
    /// What the last list showed of it.
    var members: [ActivityID: Values]
    /// All uuids that have shown it in this epoch: a run that comes back brings the clocks of its kind back.
    var known: Set<ActivityID>
    /// The same, as far as a restarted service knows.
    var surelyKnown: Set<ActivityID>
    /// What was saved of that.
    var savedKnown: Set<ActivityID> = []
    /// When a list last showed it.
    var shownAt: Moment
    /// The same, as far as a restarted service knows.
    var surelyShownAt: Moment
    /// What was saved of that.
    var savedShownAt: Moment
    /// What was saved of the lower bound.
    var savedAge: Milliseconds = 0

    /// A kind that a list shows first.
    init(members: [ActivityID: Values], shownAt: Moment) {
        self.unchangedSince = shownAt
        self.members = members
        self.known = Set(members.keys)
        self.surelyKnown = Set(members.keys)
        self.shownAt = shownAt
        self.surelyShownAt = shownAt
        self.savedShownAt = shownAt
    }

    /// What had shown it before a gap over the limit, and for how long: a run of that time brings it back.
    var earlier: (known: Set<ActivityID>, age: Milliseconds) = ([], 0)
    /// What a run from before a gap has brought back.
    private(set) var broughtBack: Milliseconds = 0

    /// The most that the kind can have been seen.
    var mostAge: Milliseconds { self.age.total + self.broughtBack }

    /// Takes the uuids that a list shows.
    mutating func bringBack(_ ids: some Sequence<ActivityID>) {
        if ids.contains(where: self.earlier.known.contains) { self.broughtBack = self.earlier.age }
    }

    /// The most that all of it can have stood still.
    var mostStall: Milliseconds { self.age.total(since: self.unchangedSince) }

    /// Takes news of one that shows it: their values are as good as those of a list that was sent before.
    mutating func hear(_ id: ActivityID, _ values: Values, at moment: Moment) {
        guard moment >= self.shownAt, let before = self.members[id], before != values else { return }
        self.members[id] = values
        if !before.mayEqual(values) { self.unchangedSince = moment }
    }

    /// Takes something that breaks evidence.
    mutating func interrupt(at moment: Moment) { self.age.interrupt(at: moment) }
}

extension EntryScene {
    /// Advances the kinds that a list shows.
    func takeKinds(of poll: SeenPoll, most: Milliseconds, least: Milliseconds) {
        for (kind, ids) in Dictionary(grouping: poll.rows.values, by: Kindred.init) {
            let members = Dictionary(uniqueKeysWithValues: ids.map { ($0.id, Values($0)) })
            guard var trail = self.kinds[kind], poll.sentAt - trail.shownAt <= most || trail.isOne(of: members) else {
                let old = self.kinds[kind]
                var trail = KindTrail(members: members, shownAt: poll.sentAt)
                if let old { trail.earlier = (old.known.union(old.earlier.known), old.age.total + old.earlier.age) }
                trail.age.observe(at: poll.sentAt, limit: most)
                // What news have overtaken may belong to another kind until the next list.
                if !self.isOvertaken(members, poll) { trail.leastAge.clear(at: poll.sentAt) }
                trail.leastStall.clear(at: poll.sentAt)
                self.kinds[kind] = trail
                continue
            }
            // Over lists that do not show it, the shortest limit there is may have been in effect.
            let limit = trail.surelyShownAt == poll.previous ? least : min(least, .seconds(60))
            if poll.sentAt - trail.surelyShownAt > limit, trail.surelyKnown.isDisjoint(with: members.keys) {
                trail.leastAge.clear()
            }
            if self.isOvertaken(members, poll) { trail.leastAge.clear() }
            trail.age.observe(at: poll.sentAt, limit: most)
            trail.leastAge.observe(at: poll.sentAt, after: poll.previous, limit: least)
            let before = trail.members.filter { self.trails[$0.key]?.endHeardAt == nil }
            let isSame =
                // What a list with a hole does not show may be there as it was.
                (before.count == trail.members.count && before.keys.allSatisfy { members[$0] != nil }
                    || !poll.list.isComplete)
                && members.allSatisfy { id, values in
                    trail.members[id]?.mayEqual(values) ?? self.mayHaveBeenSo(id, since: trail.shownAt)
                }
            // A list that news overtook may show what they told.
            if !isSame || poll.sentAt < trail.unchangedSince { trail.unchangedSince = poll.sentAt }
            trail.leastStall.clear(at: poll.sentAt)
            trail.members = poll.list.isComplete ? members : before.merging(members) { _, new in new }
            trail.known.formUnion(members.keys)
            trail.surelyKnown.formUnion(members.keys)
            trail.bringBack(members.keys)
            trail.shownAt = poll.sentAt
            trail.surelyShownAt = poll.sentAt
            self.kinds[kind] = trail
        }
        for kind in self.kinds.keys where self.kinds[kind]?.shownAt != poll.sentAt {
            self.kinds[kind]?.leastAge.clear()
            if poll.list.isComplete { self.kinds[kind]?.members = [:] }
        }
    }

    /// Whether news have overtaken a list about one of these.
    private func isOvertaken(_ members: [ActivityID: Values], _ poll: SeenPoll) -> Bool {
        members.keys.contains { self.trails[$0].map { $0.lastSign > poll.sentAt } ?? false }
    }

    /// Whether one that a list shows anew was known before and may have been the same all the time.
    private func mayHaveBeenSo(_ id: ActivityID, since moment: Moment) -> Bool {
        guard let trail = self.trails[id], trail.firstSign <= moment else { return false }
        return trail.unchangedSince.map { $0 <= moment } ?? false
    }

    /// Takes the end of an epoch: no clock of a kind goes on over it.
    func restartKinds() {
        self.kinds = self.kinds.mapValues { kind in
            let isRunning = kind.leastAge.isRunning
            var kind = KindTrail(members: kind.members, shownAt: kind.shownAt)
            kind.age.observe(at: kind.shownAt, limit: 0)
            if isRunning { kind.leastAge.clear(at: kind.shownAt) }
            return kind
        }
    }

    /// Keeps what a crash goes on from.
    func saveKinds() {
        self.kinds = self.kinds.mapValues { kind in
            var kind = kind
            kind.savedAge = kind.leastAge.total
            kind.savedShownAt = kind.surelyShownAt
            kind.savedKnown = kind.surelyKnown
            return kind
        }
    }

    /// Goes on from what was saved.
    ///
    /// After a reboot nobody knows how long the gap was.
    func restoreKinds(isReboot: Bool) {
        self.kinds = self.kinds.mapValues { kind in
            var kind = kind
            kind.leastAge.restore(isReboot ? 0 : kind.savedAge)
            kind.surelyShownAt = kind.savedShownAt
            kind.surelyKnown = kind.savedKnown
            return kind
        }
    }
}

extension KindTrail {
    fileprivate func isOne(of members: [ActivityID: Values]) -> Bool {
        members.keys.contains(where: self.known.contains)
    }
}
