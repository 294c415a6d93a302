// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges rules against what is known of one server.
struct RuleEvaluator {
    /// The server's configured name.
    var server: String
    /// What is known of its activities.
    var tracker: ServerTracker
    /// The names of its sections, as far as they have been read.
    var sectionNames: [SectionID: String]
    /// What no rule stops.
    var safety: SafetySettings
    /// How long earlier runs took.
    var history: RunHistory
    /// When work started.
    var starts: StartLog
    /// The sessions that were read since the last poll; nil where they could not be, or nobody asked.
    var sessions: SessionCount?
    /// The time on the wall; nil where the shell has not told.
    var localTime: LocalTime?
    /// The instant of the judgement.
    var now: Instant
}

/// What a rule makes of one subject.
struct RuleVerdict: Hashable, Sendable {
    /// What the rule's clock belongs to.
    var subject: Subject
    /// Whether all conditions hold: for a kind, for at least one of its activities.
    var truth: Truth
    /// The activities for which they hold, in the order of their uuids.
    var holding: [ActivityID]
    /// The activities of which only an unknown keeps them from holding, in the order of their uuids.
    var undecided: [ActivityID] = []
    /// The activity that stands for the subject in events: the first that holds, or the first of all.
    var representative: ActivityID
    /// The conditions of the representative.
    var predicates: [Predicate]
}

extension RuleEvaluator {
    /// What a rule makes of each subject that the last snapshot showed and that it may be about, in order.
    func verdicts(of rule: Rule) -> [RuleVerdict] {
        // A rule that says nothing of when is no rule for always.
        guard !rule.conditions.isEmpty else { return [] }
        var verdicts: [Subject: RuleVerdict] = [:]
        for id in self.tracker.present.sorted() {
            guard let tracked = self.tracker.activities[id] else { continue }
            let matching = self.matching(rule, tracked)
            if case .no = matching { continue }
            let subject = Self.subject(of: tracked, scope: rule.scope)
            let conditions = rule.conditions.map { self.judge($0, of: tracked, scope: rule.scope) }
            let truth = conditions.reduce(matching) { $0 && $1.truth }
            let predicates = self.unknowns(of: rule, tracked, matching) + conditions
            let isHolding = truth == .yes
            guard let holdsNothingYet = verdicts[subject]?.holding.isEmpty else {
                verdicts[subject] = RuleVerdict(
                    subject: subject, truth: truth, holding: isHolding ? [id] : [], representative: id,
                    predicates: predicates)
                if case .unknown = truth { verdicts[subject]?.undecided = [id] }
                continue
            }
            let isFirst = isHolding && holdsNothingYet
            let sum = verdicts[subject].map { $0.truth || truth } ?? truth
            // In its place: a copy of what holds would be made for each activity of a kind.
            verdicts[subject]?.truth = sum
            if isFirst { verdicts[subject]?.representative = id }
            if isFirst { verdicts[subject]?.predicates = predicates }
            if isHolding { verdicts[subject]?.holding.append(id) }
            if case .unknown = truth { verdicts[subject]?.undecided.append(id) }
        }
        return verdicts.values.sorted { $0.subject < $1.subject }
    }

    /// Whether a rule is about an activity: matched, not excepted, and, for a rule that stops, not protected.
    func matching(_ rule: Rule, _ tracked: TrackedActivity) -> Truth {
        guard tracked.areValuesKnown else { return .unknown("rows of one uuid contradict each other") }
        if rule.plan != nil, self.safety.protectedTypes.contains(tracked.activity.type) { return .no }
        let match = self.truth(of: rule.match, for: tracked, self.wildcards)
        return rule.exceptions.reduce(match) { truth, exception in
            truth && self.truth(of: exception, for: tracked, .all).negated
        }
    }

    /// What of a rule's match and exceptions cannot be told, where that is why nobody knows whether it is about an activity.
    private func unknowns(of rule: Rule, _ tracked: TrackedActivity, _ matching: Truth) -> [Predicate] {
        guard case .unknown = matching else { return [] }
        guard tracked.areValuesKnown else {
            return [Predicate(condition: "rows", value: nil, threshold: "consistent", truth: matching)]
        }
        let candidate = ActivityMatch.Candidate(
            activity: tracked.activity, server: self.server, sectionNames: self.sectionNames, doubts: tracked.doubts)
        let parts =
            rule.match.predicates(for: candidate, self.wildcards, showsTitles: false).map { ("match", $0) }
            + rule.exceptions.flatMap { $0.predicates(for: candidate, .all, showsTitles: false) }.map { ("except", $0) }
        return parts.compactMap { table, predicate in
            guard case .unknown = predicate.truth else { return nil }
            var predicate = predicate
            predicate.condition = "\(table).\(predicate.condition)"
            return predicate
        }
    }

    /// What the clocks of a rule of this scope belong to for this activity.
    static func subject(of tracked: TrackedActivity, scope: Rule.Scope) -> Subject {
        switch scope {
        case .activity: .activity(tracked.activity.id)
        case .kind: .kind(Kind(of: tracked.activity))
        }
    }

    /// What a wildcard in a match reaches.
    private var wildcards: ActivityMatch.Wildcards { .known(protecting: self.safety.protectedTypes) }

    private func truth(
        of match: ActivityMatch, for tracked: TrackedActivity, _ wildcards: ActivityMatch.Wildcards
    ) -> Truth {
        match.truth(
            for: ActivityMatch.Candidate(
                activity: tracked.activity, server: self.server, sectionNames: self.sectionNames,
                doubts: tracked.doubts),
            wildcards: wildcards)
    }
}

extension Truth {
    /// The opposite; of an unknown, an unknown.
    var negated: Truth {
        switch self {
        case .yes: .no
        case .no: .yes
        case .unknown: self
        }
    }
}
