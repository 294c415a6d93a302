// SPDX-License-Identifier: Apache-2.0

/// What a rule remembers of one subject.
struct RuleClock: Hashable, Sendable {
    /// How long all conditions have held; nil while they do not.
    private(set) var held: EvidenceClock?
    /// How long the rule has been held back by an unknown alone; nil while it is not.
    private(set) var undecided: EvidenceClock?
    /// What has been said.
    var announced = Announcements()

    /// A rule that has not looked at the subject yet.
    init() {}

    /// A rule's memory from before a restart.
    init(held: Duration?, undecided: Duration?, announced: Announcements) {
        self.held = held.map(EvidenceClock.init(total:))
        self.undecided = undecided.map(EvidenceClock.init(total:))
        self.announced = announced
    }

    /// Takes what a good observation makes of the rule's conditions: anything but a yes starts `for` again.
    mutating func observe(_ truth: Truth, at instant: Instant, limit: Duration) {
        switch truth {
        case .yes:
            Self.advance(&self.held, at: instant, limit: limit)
            self.undecided = nil
            self.announced.undecided = false
        case .no:
            self.held = nil
            self.undecided = nil
            self.announced = Announcements()
        case .unknown:
            self.held = nil
            Self.advance(&self.undecided, at: instant, limit: limit)
            self.announced.pending = false
            self.announced.fired = false
        }
    }

    /// The span up to the next observation will not count.
    mutating func interrupt() {
        self.held?.interrupt()
        self.undecided?.interrupt()
    }

    /// Starts a clock, or lets it go on.
    private static func advance(_ clock: inout EvidenceClock?, at instant: Instant, limit: Duration) {
        guard clock != nil else {
            clock = EvidenceClock(startingAt: instant)
            return
        }
        clock?.observe(at: instant, limit: limit)
    }
}
