// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// What a rule's `mode` says.
enum RuleMode: String, CaseIterable {
    /// It says what it would do.
    case observe
    /// It does it.
    case enforce
}

/// A rule as its file has it, before `[safety] enforce` is applied.
struct RuleTable {
    /// The rule, observing or notifying.
    var rule: Rule
    /// What its own file says of its mode.
    var mode: RuleMode
    /// What it does.
    var action: RuleAction
    /// The table it was read from, for problems that show only once all files have been read.
    var reader: TableReader<RuleKey>
    /// Its `[rule.match]`, likewise.
    var match: TableReader<MatchKey>
    /// Its exceptions, each with the table it was read from.
    var exceptions: [(table: TableReader<MatchKey>, match: ActivityMatch)]
    /// Its `[rule.when]`, likewise.
    var when: TableReader<ConditionKey>
    /// Its `[rule.do]`, likewise; without keys where there is none.
    var actionTable: TableReader<ActionKey>
}

extension TableReader<RuleKey> {
    /// The name of the rule, or nil where it is missing or wrong.
    func ruleName() -> String? {
        guard self.has(.name) else {
            self.reportMissing(.name, "is required: what the rule is called in the journal, of a-z, 0-9 and '-'")
            return nil
        }
        return self.name(.name, of: "a-z, 0-9 and '-'") { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
        }
    }

    /// The rule that this table configures, or nil where it has no match.
    ///
    /// - Parameters:
    ///   - name: the rule's name.
    ///   - windows: the windows of all files.
    func rule(name: String, windows: Windows) -> RuleTable? {
        let summary = self.text(.description) ?? ""
        let mode = self.choice(.mode, of: RuleMode.self) ?? .observe
        let scope = self.choice(.scope, of: Rule.Scope.self) ?? .activity
        if !self.has(.match) { self.reportMissing(.match, "is required: nothing matches by default") }
        let matchTable = self.table(.match, MatchKey.self)
        let match = matchTable?.match()
        let exceptions = self.tables(.except, MatchKey.self).compactMap { table in
            table.match().map { (table: table, match: $0) }
        }
        if !self.has(.when) { self.reportMissing(.when, "is required: a rule needs at least one condition") }
        let whenTable = self.table(.when, ConditionKey.self)
        let when = whenTable?.conditions(windows: windows)
        let actionTable =
            self.table(.action, ActionKey.self)
            ?? TableReader<ActionKey>(
                ActionKey.self, document: self.document, path: self.path(of: .action), values: [:],
                findings: self.findings
            )
        let (action, plan) = actionTable.action()
        guard let matchTable, var match, let whenTable, let when else { return nil }
        // Nothing unknown or protected is matched unless its type is spelled out.
        if match.types.isEmpty { match.types = [Glob("*")] }
        let rule = Rule(
            name: name, summary: summary, file: self.document.file, scope: scope, match: match,
            exceptions: exceptions.map(\.match),
            conditions: when.conditions, hold: when.hold, conduct: action == .notify ? .notify : .observe(plan)
        )
        return RuleTable(
            rule: rule, mode: mode, action: action, reader: self, match: matchTable, exceptions: exceptions,
            when: whenTable, actionTable: actionTable
        )
    }
}

extension RuleTable {
    /// The rule, armed if its mode or `[safety] enforce` says so.
    func resolved(enforced: Set<String>) -> Rule {
        var rule = self.rule
        guard case .observe(let plan) = rule.conduct else { return rule }
        if self.mode == .enforce || enforced.contains(rule.name) { rule.conduct = .enforce(StopMandate(arming: plan)) }
        return rule
    }

    /// Reports thresholds that are shorter than three polls of the slowest server that the rule matches: below that,
    /// evidence comes in steps larger than the threshold.
    func checkThresholds(servers: [ServerConfiguration]) {
        let matched = servers.filter { self.rule.match.isAbout(server: $0.name) }
        guard let slowest = matched.max(by: { $0.pollInterval < $1.pollInterval }) else {
            guard !servers.isEmpty else { return }
            let names = servers.map(\.name).joined(separator: ", ")
            self.match.report(.server, "matches no configured server; there are: \(names)", severity: .warning)
            return
        }
        let least = slowest.pollInterval * 3
        func check(_ key: ConditionKey, _ duration: Duration) {
            guard duration > .zero, duration < least else { return }
            self.when.report(
                key,
                "must be at least \(least.text): three polls of the server \"\(slowest.name)\" (poll-interval "
                    + "\(slowest.pollInterval.text))"
            )
        }
        for condition in self.rule.conditions {
            for field in condition.form.fields {
                if case .duration(let duration)? = condition.values[field] { check(ConditionKey(field), duration) }
            }
        }
        check(.hold, self.rule.hold)
    }

    /// Points out a rule that would stop what is protected.
    func warnOfProtectedTypes(_ safety: SafetySettings) {
        guard self.action == .stop else { return }
        for glob in self.rule.match.types where !glob.hasWildcard {
            guard safety.protectedTypes.contains(where: { $0.rawValue == glob.pattern }) else { continue }
            self.match.report(
                .type, "\"\(glob.pattern)\" is protected: the rule will not stop it unless [safety] unprotect names it",
                severity: .warning
            )
        }
    }
}
