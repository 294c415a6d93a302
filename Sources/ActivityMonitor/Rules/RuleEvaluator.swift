// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Judges rules against what is known of one server at one poll.
///
/// Conditions reach activities only through ``activity(_:)``, which counts: a test holds the count against the number of
/// rows.
struct RuleEvaluator {
    /// The server's configured name.
    let server: String
    /// Its libraries.
    let libraries: Libraries
    /// The limits of every rule.
    let safety: SafetySettings
    /// The lengths of earlier runs.
    let history: RunHistory
    /// The starts of work.
    let starts: StartLog
    /// The sessions that were read since the last poll; nil where they could not be read, or no rule needed them.
    var sessions: SessionCount?
    /// The local time; nil where the shell has not told it.
    let localTime: LocalTime?
    /// The hours of the server's maintenance; nil where they have not been read.
    let maintenance: MaintenanceHours?
    /// The instant of the judgement.
    let now: Instant
    /// The activities of the server. Conditions ask ``activity(_:)`` instead; the planner of stops reads it.
    let tracker: ServerTracker
    /// What several judgements share, so that what a condition asks about a whole kind is computed once.
    let cache = EvaluationCache()

    /// An evaluator of what is known now.
    init(
        server: String, tracker: ServerTracker, sectionNames: [SectionID: String], safety: SafetySettings,
        history: RunHistory, starts: StartLog, sessions: SessionCount?, localTime: LocalTime?,
        maintenance: MaintenanceHours?, now: Instant
    ) {
        self.server = server
        self.tracker = tracker
        self.libraries = Libraries(sectionNames)
        self.safety = safety
        self.history = history
        self.starts = starts
        self.sessions = sessions
        self.localTime = localTime
        self.maintenance = maintenance
        self.now = now
    }

    /// The uuids that the last snapshot showed.
    var present: Set<ActivityID> { self.tracker.present }

    /// The activity of a uuid; nil for a uuid that is not tracked.
    func activity(_ id: ActivityID) -> TrackedActivity? {
        self.cache.lookups += 1
        return self.tracker.activities[id]
    }

    /// The clocks of a kind; nil for a kind that is not there.
    func clock(of kind: WorkKind) -> KindClock? { self.tracker.kinds[kind] }
}

/// The judgement of a rule about one subject.
struct RuleVerdict: Hashable, Sendable {
    /// The owner of the rule's clock.
    var subject: Subject
    /// Whether all conditions hold; for a kind, whether they hold for at least one of its activities.
    var truth: Truth
    /// The activities for which the conditions hold, in the order of their uuids.
    var holding: [ActivityID]
    /// The activities of which only an unknown keeps them from holding, in the order of their uuids.
    var undecided: [ActivityID] = []
    /// The activity that stands for the subject in events: the first that holds, or the first of all.
    var representative: ActivityID
    /// The conditions of the representative.
    var predicates: [Predicate]
}

extension RuleEvaluator {
    /// The judgements of a rule about the subjects in the last snapshot that it may be about, in order.
    func verdicts(of rule: Rule) -> [RuleVerdict] {
        // A rule without conditions never fires.
        guard !rule.conditions.isEmpty else { return [] }
        // Verdicts change in place: a copy for each activity would cost the square of their number.
        var verdicts: [RuleVerdict] = []
        var places: [Subject: Int] = [:]
        for id in self.present.sorted() {
            guard let tracked = self.activity(id) else { continue }
            let matching = self.matching(rule, tracked)
            if case .no = matching { continue }
            let subject = Self.subject(of: tracked, scope: rule.scope)
            let conditions = rule.conditions.map { self.judge($0, of: tracked, scope: rule.scope) }
            let truth = conditions.reduce(matching) { $0 && $1.truth }
            let predicates = self.unknowns(of: rule, tracked, matching) + conditions
            let isHolding = truth == .yes
            guard let place = places[subject] else {
                places[subject] = verdicts.count
                verdicts.append(
                    RuleVerdict(
                        subject: subject, truth: truth, holding: isHolding ? [id] : [], representative: id,
                        predicates: predicates))
                if case .unknown = truth { verdicts[verdicts.count - 1].undecided = [id] }
                continue
            }
            if isHolding, verdicts[place].holding.isEmpty {
                verdicts[place].representative = id
                verdicts[place].predicates = predicates
            }
            if isHolding { verdicts[place].holding.append(id) }
            if case .unknown = truth { verdicts[place].undecided.append(id) }
            verdicts[place].truth = verdicts[place].truth || truth
        }
        return verdicts.sorted { $0.subject < $1.subject }
    }

    /// Whether a rule is about an activity: matched, not excepted, and, for a rule that stops, not protected.
    func matching(_ rule: Rule, _ tracked: TrackedActivity) -> Truth {
        guard tracked.areValuesKnown else { return .unknown("rows of one uuid contradict each other") }
        if rule.plan != nil, self.safety.protectedTypes.contains(tracked.activity.type) { return .no }
        let candidate = self.candidate(tracked)
        let match = rule.match.truth(for: candidate, self.wildcards(rule))
        return rule.exceptions.reduce(match) { truth, exception in
            truth && exception.truth(for: candidate, .all).negated
        }
    }

    /// The unknown parts of match and exceptions, where these decide that the match is unknown.
    private func unknowns(of rule: Rule, _ tracked: TrackedActivity, _ matching: Truth) -> [Predicate] {
        guard case .unknown = matching else { return [] }
        guard tracked.areValuesKnown else {
            return [Predicate(condition: "rows", value: nil, threshold: "consistent", truth: matching)]
        }
        let candidate = self.candidate(tracked)
        let parts =
            rule.match.predicates(for: candidate, self.wildcards(rule), showsTitles: false).map { ("match", $0) }
            + rule.exceptions.flatMap { $0.predicates(for: candidate, .all, showsTitles: false) }.map { ("except", $0) }
        return parts.compactMap { table, predicate in
            guard case .unknown = predicate.truth else { return nil }
            var predicate = predicate
            predicate.condition = "\(table).\(predicate.condition)"
            return predicate
        }
    }

    /// The owner of the clocks of a rule with this scope, for this activity.
    static func subject(of tracked: TrackedActivity, scope: Rule.Scope) -> Subject {
        switch scope {
        case .activity: .activity(tracked.activity.id)
        case .kind: .kind(WorkKind(of: tracked.activity))
        }
    }

    /// Which types a wildcard in a rule's match reaches.
    private func wildcards(_ rule: Rule) -> ActivityMatch.Wildcards {
        rule.wildcards(protecting: self.safety.protectedTypes)
    }

    /// What a match is held against for an activity.
    func candidate(_ tracked: TrackedActivity) -> ActivityMatch.Candidate {
        ActivityMatch.Candidate(
            activity: tracked.activity, server: self.server, libraries: self.libraries, doubts: tracked.doubts)
    }
}

extension Truth {
    /// The opposite; the opposite of unknown is unknown.
    var negated: Truth {
        switch self {
        case .yes: .no
        case .no: .yes
        case .unknown: self
        }
    }
}
