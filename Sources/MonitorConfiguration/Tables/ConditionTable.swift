// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// What a `[rule.when]` table says.
struct ConditionTable {
    /// The conditions; all must be true.
    var conditions: [Condition] = []
    /// How long all conditions must have held.
    var hold: Duration = .zero
}

extension TableReader<ConditionKey> {
    /// The table's conditions, in the order of their definitions.
    ///
    /// - Parameters:
    ///   - forms: the conditions that there are.
    ///   - windows: the windows of all files.
    func conditions(_ forms: [ConditionForm] = Condition.forms, windows: Windows) -> ConditionTable {
        let hold = self.duration(.hold, in: .seconds(1) ... .days(365)) ?? .zero
        let conditions = forms.compactMap { self.condition($0, windows: windows) }
        let keys = Set(self.values.keys)
        for condition in conditions {
            for problem in condition.problems(beside: conditions, keys: keys) {
                self.report(ConditionKey(condition.form.field), problem)
            }
        }
        // `for` and companions such as `starts-within` are no conditions by themselves.
        if keys.isSubset(of: Set(forms.flatMap(\.companions).map(\.key) + [ConditionKey.hold.rawValue])) {
            self.reportTable("a rule needs at least one condition, such as running-for or no-progress-for")
        }
        return ConditionTable(conditions: conditions, hold: hold)
    }

    /// The condition of one form; nil where the table does not have it or a value is wrong.
    private func condition(_ form: ConditionForm, windows: Windows) -> Condition? {
        var values: ConditionValues = [:]
        for field in form.fields { values[field] = self.value(field, windows: windows) }
        let given = form.fields.filter { self.has(ConditionKey($0)) }
        let missing = form.fields.filter { !$0.isOptional && !given.contains($0) }
        if let key = given.first, !missing.isEmpty {
            self.report(ConditionKey(key), "needs \(missing.map(\.key).joined(separator: ", ")) beside it")
        }
        return form.make(values)
    }

    /// The value of a key; nil where it is missing or wrong.
    private func value(_ field: ConditionField, windows: Windows) -> ConditionValue? {
        let key = ConditionKey(field)
        return switch field.shape {
        case .duration(let range): self.duration(key, in: range).map { .duration($0) }
        case .number(let range): self.number(key, in: range).map { .number($0) }
        case .count(let range): self.integer(key, in: range).map { .count($0) }
        case .windows: self.windows(key, of: windows).map { .windows($0) }
        }
    }
}
