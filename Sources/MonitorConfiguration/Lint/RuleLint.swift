// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// Warns of rules that are allowed but certainly not meant. It needs the servers, the protected types and the armed
/// rules.
///
/// Only certain mistakes give a warning.
struct RuleLint {
    /// The names of the configured servers.
    let servers: [String]
    /// The limits of every rule.
    let safety: SafetySettings
    /// The rules that `[safety] enforce` arms.
    let enforced: Set<String>

    /// Checks each rule, and the armed rules against each other.
    func check(_ tables: [RuleTable]) {
        for table in tables {
            self.checkTypes(table)
            self.checkSections(table)
            self.checkExceptions(table)
            self.checkRemedies(table)
            self.checkWindows(table)
            self.checkBudget(table)
        }
        self.checkOverlaps(tables)
    }

    /// Whether a rule may send requests.
    private func isArmed(_ table: RuleTable) -> Bool {
        if case .enforce = table.resolved(enforced: self.enforced).conduct { return true }
        return false
    }

    /// The types that a rule is about.
    private func reachedTypes(_ table: RuleTable) -> [ActivityType] {
        table.rule.match.reachedTypes(table.rule.wildcards(protecting: self.safety.protectedTypes))
    }
}

// MARK: - What a rule is about

extension RuleLint {
    /// Warns of types that match nothing.
    private func checkTypes(_ table: RuleTable) {
        for glob in table.rule.match.types {
            if !glob.hasWildcard {
                Self.checkLiteral(glob, in: table.match)
            } else if table.action == .stop {
                self.checkWildcard(glob, in: table.match)
            }
        }
        for exception in table.exceptions {
            for glob in exception.match.types where !glob.hasWildcard {
                exception.table.warnOfUnknownType(glob.pattern, .type)
            }
        }
    }

    /// Warns of an unknown type. It is allowed: a newer server may have it.
    private static func checkLiteral(_ glob: Glob, in table: TableReader<MatchKey>) {
        guard !ActivityType(glob.pattern).isKnown else { return }
        guard Suggestion.nearestType(to: glob.pattern) == nil else {
            table.warnOfUnknownType(glob.pattern, .type)
            return
        }
        table.report(
            .type,
            "no such type is known; keep it only if plex-activityctl list shows it",
            severity: .warning
        )
    }

    /// Warns of a wildcard, in a rule that stops, that matches nothing or nothing but protected types.
    private func checkWildcard(_ glob: Glob, in table: TableReader<MatchKey>) {
        let types = ActivityType.known.filter { glob.matches($0.rawValue) }.sorted()
        guard self.safety.protectedTypes.isSuperset(of: types) else { return }
        let message =
            types.isEmpty
            ? "no known type matches \"\(glob.pattern)\"; in a rule that stops, a wildcard matches known types alone"
            : "\"\(glob.pattern)\" matches only protected types (\(Self.list(types))); in a rule that stops, a wildcard "
                + "does not match them: write the type in full"
        table.report(.type, message, severity: .warning)
    }

    /// Warns of a section beside types that never name a library.
    private func checkSections(_ table: RuleTable) {
        guard !table.rule.match.sections.isEmpty else { return }
        let types = self.reachedTypes(table)
        if !types.isEmpty, types.allSatisfy(\.lacksSection) {
            table.match.report(
                .section,
                "the rule can never match: \(Self.onlyScansNameLibraries), and the rule is about other types; "
                    + "remove section",
                severity: .warning
            )
            return
        }
        let literals = table.rule.match.literalTypes.filter(\.lacksSection)
        guard !literals.isEmpty else { return }
        table.match.report(
            .section,
            "\(Self.list(literals)) can never match: \(Self.onlyScansNameLibraries); write another rule for these types",
            severity: .warning
        )
    }

    /// Warns of exceptions that exempt everything, or everything of a type that the rule names.
    private func checkExceptions(_ table: RuleTable) {
        let types = self.reachedTypes(table)
        guard !types.isEmpty else { return }
        let literals = table.rule.match.literalTypes
        var exempted: Set<ActivityType> = []
        for exception in table.exceptions {
            let covered = types.filter {
                exception.match.exempts(all: $0, of: table.rule.match, servers: self.servers)
            }
            exempted.formUnion(covered)
            let isUnknown = !exception.match.sections.isEmpty && covered.contains(where: \.lacksSection)
            let reason = isUnknown ? ": \(Self.onlyScansNameLibraries), and an unknown library is exempt" : ""
            if covered == types {
                exception.table.reportTable(
                    "exempts everything that the rule matches, so the rule never acts\(reason)", severity: .warning
                )
                return
            }
            let named = covered.filter(literals.contains)
            guard !named.isEmpty else { continue }
            exception.table.reportTable(
                "exempts all of \(Self.list(named)), which the rule names\(reason)", severity: .warning
            )
        }
        guard exempted == Set(types) else { return }
        table.reader.reportWithoutValue(
            .except, "the exceptions together exempt everything that the rule matches, so the rule never acts",
            severity: .warning
        )
    }
}

// MARK: - What a rule does, and when

extension RuleLint {
    /// Warns of a rule whose remedies cannot stop its activities.
    private func checkRemedies(_ table: RuleTable) {
        let types = self.reachedTypes(table).filter { !self.safety.protectedTypes.contains($0) }
        guard let plan = table.rule.plan, !types.isEmpty else { return }
        let isCancellable = table.rule.match.cancellable
        guard !types.contains(where: { StopPlanner.canStop($0, isCancellable: isCancellable, plan) }) else { return }
        let needs = RemedyKind.allCases.map { "\"\($0.rawValue)\" needs \($0.requirement)" }
        let message = "the rule can stop nothing: \(needs.joined(separator: ", "))"
        if plan.remedies == nil {
            table.match.report(.cancellable, message, severity: .warning)
        } else {
            table.actionTable.report(.remedies, message, severity: .warning)
        }
    }

    /// Warns of windows that never let the conditions hold, or an armed rule act.
    private func checkWindows(_ table: RuleTable) {
        let conditions = table.rule.conditions
        guard let condition = conditions.first(where: { $0.hours != nil }) else { return }
        let key = ConditionKey(condition.form.field)
        if WeekTimes(conditions).isNever {
            table.when.report(
                key, "never holds: no time of the week fits; change a window, or remove this key", severity: .warning)
        } else if self.isArmed(table), WeekTimes(conditions, outside: self.safety.notDuring).isNever {
            table.when.report(
                key,
                "the rule never stops anything: [safety] not-during is open at all these times; change a window",
                severity: .warning
            )
        }
    }

    /// Warns of an armed rule without a limit of its own.
    private func checkBudget(_ table: RuleTable) {
        guard self.isArmed(table), table.rule.plan?.maximumPerHour == nil else { return }
        table.actionTable.reportWithoutValue(
            .maximumPerHour,
            "the rule is armed without a limit of its own: set max-per-hour, such as 2, or it may use all "
                + "\(self.safety.maximumStopsPerHour) stops an hour that [safety] allows to all rules",
            severity: .warning
        )
    }

    /// Warns of armed rules that may both be about one activity.
    private func checkOverlaps(_ tables: [RuleTable]) {
        var search = CommonActivitySearch(servers: self.servers, protectedTypes: self.safety.protectedTypes)
        var earlier: [CommonActivitySearch.Candidate] = []
        for table in tables where self.isArmed(table) {
            let candidate = search.candidate(table.rule)
            defer { earlier.append(candidate) }
            for other in earlier {
                guard let common = search.find(other, candidate) else { continue }
                table.match.reportTable(
                    "the armed rule \"\(other.rule.name)\" in \(other.rule.file) may be about the same activity, such "
                        + "as \(common.type.rawValue) on \"\(common.server)\", and the rule that fires first stops it; "
                        + "narrow one match, or add an exception for the other rule's activities",
                    severity: .warning
                )
                break
            }
        }
    }
}

// MARK: - Words

extension RuleLint {
    /// The reason why a section does not fit most types.
    private static let onlyScansNameLibraries = "only library.update.section names a library"

    /// The types, for messages.
    private static func list(_ types: [ActivityType]) -> String {
        types.map(\.rawValue).joined(separator: ", ")
    }
}
