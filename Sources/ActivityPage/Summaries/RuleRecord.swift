// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor

/// The conduct of one rule in a time: what it did, or would have done. Each number counts events.
package struct RuleRecord: Hashable, Sendable, Encodable {
    /// The rule.
    package var name: String
    /// `observe`, `enforce` or `notify` at its last event; nil if no event said so.
    package var mode: String?
    /// The times it would have stopped work.
    package var wouldStop = 0
    /// The requests it sent.
    package var requested = 0
    /// The stops after which the work was seen to end.
    package var confirmed = 0
    /// The stops without effect.
    package var ineffective = 0
    /// The stops that were given up.
    package var abandoned = 0
    /// The times it notified.
    package var notified = 0
    /// The times that an unknown value held it back.
    package var undecided = 0
    /// The times that a breaker made it observe.
    package var breakers = 0
    /// Its last event, in microseconds since 1970-01-01 UTC.
    package var last: Int64 = 0

    /// No events yet.
    init(name: String) {
        self.name = name
    }

    /// Counts an event of the rule.
    mutating func count(_ event: PageEvent) {
        self.mode = event.ruleMode ?? self.mode
        self.last = max(self.last, event.at)
        switch event.kind {
        case .wouldStop: self.wouldStop += 1
        case .stopRequested: self.requested += 1
        case .stopConfirmed: self.confirmed += 1
        case .stopIneffective: self.ineffective += 1
        case .stopAbandoned: self.abandoned += 1
        case .ruleFired: self.notified += 1
        case .ruleUndecided: self.undecided += 1
        case .breakerTripped: self.breakers += 1
        default: break
        }
    }
}
