// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// What the journal cannot tell and a rule needs, so that the rule stops nothing in an estimate.
package enum UntoldNeed: Hashable, Sendable {
    /// A condition on what is in no entry: who plays, how long earlier runs took, how often work has started.
    case condition(String)
    /// Which of several activities of a kind was there first.
    case order

    /// The words for it.
    package var words: String {
        switch self {
        case .condition(let name): "\(name) asks for what is not in the journal"
        case .order: "the journal does not tell which of several was there first"
        }
    }
}

/// What a row of an estimate says of itself by its account, which no server gives: rules that need what is not known of it
/// are not about it.
struct RowDoubt: OptionSet, Hashable, Sendable {
    /// Progress, title and subtitle are not known, or only that they change.
    static let values = RowDoubt(rawValue: 1)
    /// The section is not known, although work of its type has one.
    static let section = RowDoubt(rawValue: 2)

    let rawValue: Int

    /// The account that stands for it; nil for no doubt.
    var user: Int? { self.isEmpty ? nil : -self.rawValue }

    /// The accounts of all rows with one of these doubts.
    var users: [Int] { (1...3).filter { !self.isDisjoint(with: RowDoubt(rawValue: $0)) }.map { -$0 } }
}

extension Rule {
    /// What it needs and the journal cannot tell; nil where the journal may tell all.
    package var untoldNeed: UntoldNeed? {
        let untold: ConditionNeeds = [.sessions, .history, .starts]
        if let condition = self.conditions.first(where: { !$0.needs.isDisjoint(with: untold) }) {
            return .condition(condition.name)
        }
        return self.plan.map(\.victims).map { $0 == .all } ?? true ? nil : .order
    }

    /// The rule as an estimate judges it: it observes, all of it must hold for longer, and it is about nothing of which
    /// is not known what it asks for.
    func estimated(margin: Duration) -> Rule {
        var rule = self.observing
        rule.hold += margin
        let parts = [rule.match] + rule.exceptions
        var doubts: RowDoubt = rule.scope == .kind ? .section : []
        if rule.asksForTitles { doubts.insert(.values) }
        // The account of a row of which something is in doubt is not known either.
        if parts.contains(where: { !$0.users.isEmpty }) { doubts.formUnion([.values, .section]) }
        if !doubts.isEmpty { rule.exceptions.append(ActivityMatch(users: doubts.users)) }
        return rule
    }
}
