// SPDX-License-Identifier: Apache-2.0

/// The memory of a rule about one subject.
struct RuleClock: Hashable, Sendable {
    /// How long all conditions have held; nil while a condition does not hold.
    private(set) var held: EvidenceClock?
    /// How long only an unknown has held the rule back; nil while none does.
    private(set) var undecided: EvidenceClock?
    /// The announcements so far.
    var announced = Announcements()

    /// The memory before the first look at the subject.
    init() {}

    /// The memory from before a restart.
    init(held: Duration?, undecided: Duration?, announced: Announcements) {
        self.held = held.map(EvidenceClock.init(total:))
        self.undecided = undecided.map(EvidenceClock.init(total:))
        self.announced = announced
    }

    /// Takes the judgement of a good observation: every answer but yes starts `for` again.
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

    /// The span up to the next observation does not count.
    mutating func interrupt() {
        self.held?.interrupt()
        self.undecided?.interrupt()
    }

    /// Starts a clock, or advances it.
    private static func advance(_ clock: inout EvidenceClock?, at instant: Instant, limit: Duration) {
        guard clock != nil else {
            clock = EvidenceClock(startingAt: instant)
            return
        }
        clock?.observe(at: instant, limit: limit)
    }
}
