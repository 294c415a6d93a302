// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// A request that the core asked for, and what became of it.
struct AskRecord {
    /// The request.
    var asked: Asked
    /// When it was given to be sent.
    var sentAt: Moment
    /// In which life of the service.
    var life: Int
    /// The rows that it surely covered, as the last poll showed them.
    var covered: [Activity]
    /// Whether scans that had not named their sections may have been meant, too.
    var mayCoverMore = false
    /// What became of it; nil while nobody knows.
    var fate: Fate?
    /// When that was known.
    var fateAt: Moment?
    /// The rule that `stop-requested` named.
    var rule: String?
    /// Whether it goes on with a stop that had asked before.
    var isFurther = false
    /// Whether a later request goes on with the same stop: then that one ends it.
    var isSuperseded = false
    /// When its stop ended; nil while it has not.
    var endedAt: Moment?
    /// The event that ended it.
    var end: Telling?

    /// Whether the server may have heard it, as far as anybody knows.
    var mayBeHeard: Bool { self.fate != .notSent }

    /// Whether it surely counts as a stop that was asked for: not one that the server has refused.
    var counts: Bool {
        switch self.fate {
        case .notSent: false
        case .answered(let status): status < 400 || status == 429 || status >= 500
        case .unanswered, nil: true
        }
    }

    /// Whether its stop has not ended, as far as events tell.
    var isOpen: Bool { self.endedAt == nil && self.mayBeHeard && !self.isSuperseded }

    /// The kinds that it covered.
    var kinds: Set<Kindred> { Set(self.covered.map { Kindred($0) }) }
}

/// All requests of a history, in order.
struct Ledger {
    /// The requests.
    var asks: [AskRecord] = []

    /// Notes what became of a request.
    mutating func note(_ fate: Fate, of asked: Asked, life: Int, at now: Moment) {
        guard let index = self.asks.lastIndex(where: { $0.asked.id == asked.id && $0.asked.target == asked.target })
        else {
            return
        }
        self.asks[index].fate = fate
        self.asks[index].fateAt = now
    }

    /// The stops of a target or of work like this that have not ended.
    func openIndices(covering telling: Telling) -> [Int] {
        self.asks.indices.filter { index in
            self.asks[index].isOpen
                && self.asks[index].asked.entry == telling[.server]
                && (self.asks[index].rule == nil || self.asks[index].rule == telling[.rule])
                && self.asks[index].asked.target.covers(telling)
        }
    }
}

extension Target {
    /// Whether an event is about work that it covers.
    func covers(_ telling: Telling) -> Bool {
        switch self {
        case .activity(let id): telling.uuid == id
        case .section(let key):
            telling[.section] == key && telling[.type] == ActivityType.libraryUpdateSection.rawValue
        case .task(let name): telling[.type].flatMap { ActivityType($0).butlerTask }?.rawValue == name
        }
    }
}
