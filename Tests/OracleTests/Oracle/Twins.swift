// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges ``Judgement/twins``: one history under two configurations, or with one source less.
enum Twins {
    /// What two twins of a history do that they must not.
    static func violations(in played: Played, on core: Core = Core()) -> [Violation] {
        let reactions = played.turns.map(\.reaction)
        return self.observing(played.record, reactions, core) + self.deaf(played.record, reactions, core)
    }

    private static func reactions(to record: Record, _ core: Core) -> [Reaction] {
        Judged.replay(record, on: core).turns.map(\.reaction)
    }

    /// A rule that observes says that it would stop something no later than its armed twin asks for it.
    private static func observing(_ record: Record, _ armed: [Reaction], _ core: Core) -> [Violation] {
        guard let decided = armed.firstIndex(where: { !$0.polls.isEmpty }) else { return [] }
        // What came before is the same for both, as nothing was asked before the first decision.
        var twin = record
        twin.steps = record.steps.prefix(decided + 1).map { $0.observing }
        guard !twin.steps.contains(where: { $0.isCrash }) else { return [] }
        let observed = self.reactions(to: twin, core)
        let said = observed.flatMap { $0.tellings.filter { $0.kind == "would-stop" } }
        func wrong(_ index: Int, _ words: String) -> [Violation] {
            [Violation(judgement: .twins, at: record.steps[index].at, words: words)]
        }
        if said.isEmpty {
            return self.mayWait(record, decided)
                ? [] : wrong(decided, "an armed rule decides, and its observing twin says nothing")
        }
        guard let asking = armed.firstIndex(where: { !$0.requests.isEmpty }) else { return [] }
        twin.steps = record.steps.prefix(asking + 1).map { $0.observing }
        guard !twin.steps.contains(where: { $0.isCrash }) else { return [] }
        let tellings = self.reactions(to: twin, core).flatMap(\.tellings)
        let target = armed[asking].requests[0].target
        let kinds = self.kinds(covered: target, record, asking)
        let rules = self.rules(of: record)
        let isSaid = tellings.contains { telling in
            guard telling.kind == "would-stop" else { return false }
            // Of a kind it is said once, whichever of it comes to be stopped.
            let isOfKind = telling[.rule].flatMap { rules[$0] }?.scope == .kind
            return target.covers(telling) || (isOfKind && kinds.contains(Kindred(telling)))
        }
        if isSaid || self.mayWait(record, asking) { return [] }
        return wrong(asking, "an armed rule asks to \(target), and its observing twin has not said that it would")
    }

    /// All rules that there are in a record, by name.
    private static func rules(of record: Record) -> [String: RuleDraft] {
        var rules: [String: RuleDraft] = [:]
        for case .configure(let setup) in record.steps.map(\.stimulus) {
            for rule in setup.rules { rules[rule.name] = rule }
        }
        return rules
    }

    /// The kinds of what a request covers.
    private static func kinds(covered target: Target, _ record: Record, _ index: Int) -> Set<Kindred> {
        guard case .poll(_, _, .list(let list), _) = record.steps[index].stimulus else { return [] }
        return Set(list.activities.filter { target.covers($0) == true }.map { Kindred($0) })
    }

    /// Whether the decision may be about something that both still wait for: a scan's section, or a hole in the list.
    private static func mayWait(_ record: Record, _ index: Int) -> Bool {
        guard case .poll(_, _, .list(let list), _) = record.steps[index].stimulus else { return true }
        return !list.isComplete
            || list.activities.contains { $0.type.carriesSection && $0.sectionID == nil }
    }

    /// A stream never brings a stop for want of progress sooner than polls alone would.
    private static func deaf(_ record: Record, _ told: [Reaction], _ core: Core) -> [Violation] {
        let isAboutStalls = record.script.setup.rules.allSatisfy { rule in
            rule.mode == .enforce && rule.needs.count == 1 && rule.choice == .all && rule.exceptions.isEmpty
                && rule.match.titles.isEmpty && { if case .noProgressFor = rule.needs[0] { true } else { false } }()
        }
        guard isAboutStalls else { return [] }
        guard let decided = told.firstIndex(where: { !$0.polls.isEmpty }) else { return [] }
        // News of a text that polls never show may be what makes an unknown progress known.
        guard case .poll(_, _, .list(let list), _) = record.steps[decided].stimulus,
            list.activities.allSatisfy({ $0.progress != .unknown })
        else {
            return []
        }
        var twin = record
        twin.steps = record.steps.prefix(decided + 1).filter { !$0.isNews }
        guard !twin.steps.contains(where: { $0.isCrash }) else { return [] }
        guard self.reactions(to: twin, core).allSatisfy(\.polls.isEmpty) else { return [] }
        return [
            Violation(
                judgement: .twins, at: record.steps[decided].at,
                words: "a rule about stalls decides, and would not have without news")
        ]
    }
}

extension Step {
    /// The step with rules that only observe.
    fileprivate var observing: Step {
        guard case .configure(var setup) = self.stimulus else { return self }
        for index in setup.rules.indices where setup.rules[index].mode == .enforce {
            setup.rules[index].mode = .observe
        }
        var step = self
        step.stimulus = .configure(setup)
        return step
    }

    fileprivate var isNews: Bool {
        switch self.stimulus {
        case .news, .stream: true
        default: false
        }
    }

    fileprivate var isCrash: Bool { if case .crash = self.stimulus { true } else { false } }
}
