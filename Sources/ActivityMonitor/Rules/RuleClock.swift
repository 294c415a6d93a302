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
        self.held = held.map { EvidenceClock(total: $0) }
        self.undecided = undecided.map { EvidenceClock(total: $0) }
        self.announced = announced
    }

    /// Takes what a good observation makes of the rule's conditions: anything but a yes starts `for` again.
    ///
    /// A yes that does not make the rule due ends no time of being undecided, as the next unknown starts `for` again.
    ///
    /// - Parameter hold: how long a yes must last (`for`).
    /// - Returns: whether time that had counted counts no more: that must not come back after a crash.
    @discardableResult
    mutating func observe(_ truth: Truth, at instant: Instant, limit: Duration, hold: Duration = .zero) -> Bool {
        let before = self.held?.total ?? .zero
        self.take(truth, at: instant, limit: limit, hold: hold)
        return before > .zero && self.held == nil
    }

    private mutating func take(_ truth: Truth, at instant: Instant, limit: Duration, hold: Duration) {
        switch truth {
        case .yes:
            Self.advance(&self.held, at: instant, limit: limit)
            guard (self.held?.total ?? .zero) >= hold else {
                self.undecided?.observe(at: instant, limit: limit)
                return
            }
            self.undecided = nil
            self.announced.undecided = false
        case .no:
            self.held = nil
            self.undecided = nil
            self.announced = Announcements()
        case .unknown:
            self.held = nil
            // It is no condition that has stopped holding, so what was said is not said again.
            Self.advance(&self.undecided, at: instant, limit: limit)
        }
    }

    /// The span up to the next observation will not count for `for`. It counts for being undecided, which failed polls
    /// may be the reason of.
    mutating func interrupt() {
        self.held?.interrupt()
    }

    /// What was said, and no time: of a subject that is gone and may come back. Nil where nothing was said.
    var withoutTime: RuleClock? {
        guard self.announced != Announcements() else { return nil }
        return RuleClock(held: nil, undecided: nil, announced: self.announced)
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
