// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// A fact that a rule needs and the journal lacks: in an estimate the rule stops nothing.
package enum UntoldNeed: Hashable, Sendable {
    /// A condition on facts that no entry holds: sessions, lengths of earlier runs, numbers of starts.
    case condition(String)
    /// The order in which several activities of a kind appeared.
    case order

    /// The words for it.
    package var words: String {
        switch self {
        case .condition(let name): "the journal has no data for \(name)"
        case .order: "the journal does not say which activity was first"
        }
    }
}

/// A doubt about a row of an estimate. The row carries it as an account number that no server uses, so that rules can
/// exempt the row.
struct RowDoubt: OptionSet, Hashable, Sendable {
    /// Progress, title and subtitle are unknown, or known only to change.
    static let values = RowDoubt(rawValue: 1)
    /// The section is unknown, although its type has sections.
    static let section = RowDoubt(rawValue: 2)

    let rawValue: Int

    /// The account number of the doubt; nil without a doubt.
    var user: Int? { self.isEmpty ? nil : -self.rawValue }

    /// The accounts of all rows with one of these doubts.
    var users: [Int] { (1...3).filter { !self.isDisjoint(with: RowDoubt(rawValue: $0)) }.map { -$0 } }
}

extension Rule {
    /// The fact that the rule needs and the journal lacks; nil where the journal suffices.
    package var untoldNeed: UntoldNeed? {
        let untold: ConditionNeeds = [.sessions, .history, .starts]
        if let condition = self.conditions.first(where: { !$0.needs.isDisjoint(with: untold) }) {
            return .condition(condition.name)
        }
        return self.plan.map(\.victims).map { $0 == .all } ?? true ? nil : .order
    }

    /// The rule for an estimate: it observes, its conditions must hold longer, and it exempts rows whose needed values
    /// are in doubt.
    func estimated(margin: Duration) -> Rule {
        var rule = self.observing
        rule.hold += margin
        let parts = [rule.match] + rule.exceptions
        var doubts: RowDoubt = rule.scope == .kind ? .section : []
        if rule.asksForTitles { doubts.insert(.values) }
        // The account of a doubtful row is unknown too.
        if parts.contains(where: { !$0.users.isEmpty }) { doubts.formUnion([.values, .section]) }
        if !doubts.isEmpty { rule.exceptions.append(ActivityMatch(users: doubts.users)) }
        return rule
    }
}
