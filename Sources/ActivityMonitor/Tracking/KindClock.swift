// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The clocks of a kind of work, which go on from uuid to uuid.
struct KindClock: Hashable, Sendable {
    /// How long one of the kind has been seen.
    private(set) var age: EvidenceClock
    /// How long nothing about the kind has changed; a uuid that comes or goes is a change.
    private(set) var stalled: EvidenceClock
    /// The uuids that show it and are not proved gone.
    private(set) var members: Set<ActivityID>
    /// The members that a snapshot has shown. Only these carry the clocks over a gap above the limit.
    private var shown: Set<ActivityID>
    /// When it was last seen; nil where that is not known any more.
    private(set) var seenAt: Instant?
    /// When a notification last told a change; nil before the first.
    private var changedAt: Instant?

    /// The clocks of a kind at its first sight.
    ///
    /// - Parameter shown: the members that the snapshot shows.
    init(firstSight members: Set<ActivityID>, shown: Set<ActivityID>, at instant: Instant) {
        self.age = EvidenceClock(startingAt: instant)
        self.stalled = EvidenceClock(startingAt: instant)
        self.members = members
        self.shown = shown
        self.seenAt = instant
    }

    /// The clocks of a kind from before a restart.
    ///
    /// - Parameters:
    ///   - shown: the members that a snapshot has shown.
    ///   - seenAt: when it was last seen; nil where that is not known, as after a reboot.
    init(
        age: EvidenceClock, stalled: EvidenceClock, members: Set<ActivityID>, shown: Set<ActivityID>, seenAt: Instant?
    ) {
        self.seenAt = seenAt
        self.age = age
        self.stalled = stalled
        self.members = members
        self.shown = shown
    }

    /// Whether the clocks go on with the uuids that a snapshot shows: an earlier one showed one of them, or the gap is
    /// within the limit.
    ///
    /// A member that only notifications told, or that is only not proved gone, carries nothing over a gap.
    func continues(with shown: Set<ActivityID>, at instant: Instant, limit: Duration) -> Bool {
        !self.shown.isDisjoint(with: shown) || !self.isOver(at: instant, limit: limit)
    }

    /// Whether the kind has not been seen for longer than the limit.
    func isOver(at instant: Instant, limit: Duration) -> Bool {
        guard let seenAt = self.seenAt else { return true }
        return seenAt.duration(to: instant) > limit
    }

    /// Takes a snapshot that shows the kind.
    ///
    /// One that was requested no later than a notification told a change shows that nothing has changed only where it says
    /// the same of all of the kind.
    ///
    /// - Parameters:
    ///   - shown: The members that it shows.
    ///   - isUpToDate: Whether it says of the whole kind just what is known by now.
    ///   - isInDoubt: Whether it contradicts a notification in a value that would show progress.
    ///   - wouldShowProgress: Whether the values of all of the kind would show progress if there were any.
    mutating func observe(
        _ members: Set<ActivityID>, shown: Set<ActivityID>, changed: Bool, isUpToDate: Bool, isInDoubt: Bool,
        wouldShowProgress: Bool, at instant: Instant, limit: Duration
    ) {
        self.age.observe(at: instant, limit: limit)
        if let changedAt = self.changedAt, changedAt >= instant, !isUpToDate {
            self.stalled = EvidenceClock()
        } else if isInDoubt {
            self.stalled = EvidenceClock()
        } else if changed || members != self.members {
            self.stalled = EvidenceClock(startingAt: instant)
        } else if wouldShowProgress {
            self.stalled.observe(at: instant, limit: limit)
        }
        self.members = members
        self.shown = self.shown.intersection(members).union(shown)
        self.seenAt = instant
    }

    /// Takes a notification of a change: nothing counts as standing still until a snapshot that shows what it told.
    ///
    /// Presence is for snapshots to show, so that a stream never makes a kind look busier for longer than it is.
    mutating func noteChange(at instant: Instant) {
        self.stalled = EvidenceClock()
        self.changedAt = instant
    }

    /// The span up to the next observation will not count, and no observation from before the instant.
    mutating func interrupt(at instant: Instant) {
        self.age.interrupt(at: instant)
        self.stalled.interrupt(at: instant)
    }
}
