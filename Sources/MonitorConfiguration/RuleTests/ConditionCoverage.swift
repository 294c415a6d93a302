// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// The conditions of rules that tests have seen true, and seen false. A condition that was not both is not tested.
package struct ConditionCoverage: Hashable, Sendable {
    /// One condition of one rule.
    package struct Entry: Hashable, Sendable {
        /// The rule.
        package var rule: String
        /// The condition, as the configuration names it.
        package var condition: String
        /// Whether it was true at some time.
        package var wasTrue = false
        /// Whether it was false at some time.
        package var wasFalse = false

        /// What was never seen: `never true`, `never false` or both; nil where nothing is missing.
        package var gap: String? {
            switch (self.wasTrue, self.wasFalse) {
            case (true, true): nil
            case (false, true): "never true"
            case (true, false): "never false"
            case (false, false): "never judged"
            }
        }
    }

    /// The conditions, in the order of the rules.
    package private(set) var entries: [Entry]

    /// The coverage of these rules before any test.
    package init(rules: [Rule]) {
        self.entries = rules.flatMap { rule in
            rule.conditions.map { Entry(rule: rule.name, condition: $0.name) }
        }
    }

    /// Takes note of how a rule's conditions were judged.
    mutating func note(_ predicates: [Predicate], of rule: String) {
        for predicate in predicates {
            guard
                let index = self.entries.firstIndex(where: { $0.rule == rule && $0.condition == predicate.condition })
            else { continue }
            switch predicate.truth {
            case .yes: self.entries[index].wasTrue = true
            case .no: self.entries[index].wasFalse = true
            case .unknown: break
            }
        }
    }

    /// Adds what other tests have seen.
    package mutating func add(_ other: ConditionCoverage) {
        for entry in other.entries {
            guard
                let index = self.entries.firstIndex(where: {
                    $0.rule == entry.rule && $0.condition == entry.condition
                })
            else {
                self.entries.append(entry)
                continue
            }
            self.entries[index].wasTrue = self.entries[index].wasTrue || entry.wasTrue
            self.entries[index].wasFalse = self.entries[index].wasFalse || entry.wasFalse
        }
    }
}
