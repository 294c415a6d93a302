// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// Points out what is allowed in a rule but certainly not meant, once it is known on which servers it applies, what is
/// protected and which rules are armed.
///
/// A warning is given only for what is certain: what may have been meant is passed over.
struct RuleLint {
    /// The names of the configured servers.
    let servers: [String]
    /// What bounds every rule.
    let safety: SafetySettings
    /// The rules that `[safety] enforce` arms.
    let enforced: Set<String>

    /// Warns of what is wrong with each of the rules, and with those that are armed among each other.
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

    /// Warns of a type that is not known. It is allowed: a newer server may have it.
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

    /// Warns of types that no library can be asked of.
    private func checkSections(_ table: RuleTable) {
        guard !table.rule.match.sections.isEmpty else { return }
        let types = self.reachedTypes(table)
        if !types.isEmpty, types.allSatisfy(\.lacksSection) {
            table.match.report(
                .section, "the rule can never match: \(Self.onlyScansNameLibraries), and its type is another",
                severity: .warning
            )
            return
        }
        let literals = table.rule.match.literalTypes.filter(\.lacksSection)
        guard !literals.isEmpty else { return }
        table.match.report(
            .section,
            "\(Self.list(literals)) can never match: \(Self.onlyScansNameLibraries); write another rule for the rest",
            severity: .warning
        )
    }

    /// Warns of exceptions that leave nothing of the rule, or of a type that it spells out.
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
            let reason = isUnknown ? ": \(Self.onlyScansNameLibraries), and what is not known is exempt" : ""
            if covered == types {
                exception.table.reportTable(
                    "exempts all that the rule matches, so that it never does anything\(reason)", severity: .warning
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
            .except, "together they exempt all that the rule matches, so that it never does anything",
            severity: .warning
        )
    }
}

// MARK: - What a rule does, and when

extension RuleLint {
    /// Warns of a rule that is to stop what none of its remedies can stop.
    private func checkRemedies(_ table: RuleTable) {
        let types = self.reachedTypes(table).filter { !self.safety.protectedTypes.contains($0) }
        guard let plan = table.rule.plan, !types.isEmpty else { return }
        let isCancellable = table.rule.match.cancellable
        guard !types.contains(where: { StopPlanner.canStop($0, isCancellable: isCancellable, plan) }) else { return }
        let message =
            "the rule can stop nothing: \"cancel-activity\" needs what the server offers to cancel, "
            + "\"stop-section-refresh\" a library.update.section, \"stop-butler-task\" a media.generate type with a task"
        if plan.remedies == nil {
            table.match.report(.cancellable, message, severity: .warning)
        } else {
            table.actionTable.report(.remedies, message, severity: .warning)
        }
    }

    /// Warns of windows in which the conditions never hold, or an armed rule never acts.
    private func checkWindows(_ table: RuleTable) {
        let conditions = table.rule.conditions
        guard let condition = conditions.first(where: { $0.hours != nil }) else { return }
        let key = ConditionKey(condition.form.field)
        if WeekTimes(conditions).isNever {
            table.when.report(key, "there is no time of the week at which this holds", severity: .warning)
        } else if self.isArmed(table), WeekTimes(conditions, outside: self.safety.notDuring).isNever {
            table.when.report(
                key, "[safety] not-during holds the rule back all that time: it never stops anything",
                severity: .warning
            )
        }
    }

    /// Warns of an armed rule that has no bound of its own.
    private func checkBudget(_ table: RuleTable) {
        guard self.isArmed(table), table.rule.plan?.maximumPerHour == nil else { return }
        table.actionTable.reportWithoutValue(
            .maximumPerHour,
            "the rule is armed and has no bound of its own: set max-per-hour, such as 2, or it may make all of the "
                + "\(self.safety.maximumStopsPerHour) stops an hour that [safety] grants to all rules together",
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
                        + "as \(common.type.rawValue) on \"\(common.server)\", and whichever fires first stops it; "
                        + "narrow one of them, or except in one what the other is about",
                    severity: .warning
                )
                break
            }
        }
    }
}

// MARK: - Words

extension RuleLint {
    /// Why a section says nothing about most types.
    private static let onlyScansNameLibraries = "only library.update.section names a library"

    /// The types, for messages.
    private static func list(_ types: [ActivityType]) -> String {
        types.map(\.rawValue).joined(separator: ", ")
    }
}
