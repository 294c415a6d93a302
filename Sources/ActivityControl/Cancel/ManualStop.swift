// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexClient
import PlexModel

/// A stop that a person asks for. It runs the daemon's monitor with one rule for one activity, so the ladder, the look
/// before each request and the verification are the daemon's own.
struct ManualStop {
    /// The name of the rule, which stands for the person.
    static let ruleName = ManualRequest.author
    /// The longest time without a usable answer of the server or without values of the activity; then the stop ends.
    static let patience = Duration.seconds(60)
    /// The time between two polls.
    static let interval = Duration.seconds(1)

    /// The result.
    enum Outcome: Hashable {
        /// The activity ended after our request.
        case confirmed
        /// The stop failed; the reason is a `PLEX_REASON` of `stop-ineffective`.
        case ineffective(String)
        /// The stop was abandoned; the reason is a `PLEX_REASON` of `stop-abandoned`.
        case abandoned(String)
        /// The server gave no usable answer for too long.
        case unreachable
    }

    /// The server.
    let server: LiveServer
    /// The activity.
    let target: Candidate
    /// The configuration: it says which types are protected and whether titles are hidden.
    let configuration: DaemonConfiguration
    /// Whether protected types may be stopped.
    let includesProtected: Bool
    /// How long the activity may take to end after a request, counted in evidence.
    let verifyWithin: Duration
    /// Tells the service of each request.
    let notice: ServiceNotice
    /// Takes the events of the stop.
    let journal: ManualStopJournal

    /// The activity to stop.
    struct Candidate: Hashable {
        /// Its uuid.
        var id: ActivityID
        /// Its type.
        var type: ActivityType
        /// Its title, type and library, for the question.
        var words = ""
    }

    /// Whether the configuration protects the activity from every rule.
    var isProtected: Bool { self.configuration.safety.protectedTypes.contains(self.target.type) }

    /// The steps of the ladder, as an observing rule explains them. No request changes the server.
    ///
    /// - Throws: the error of the poll.
    func steps() async throws(PlexClientError) -> [StepExplanation] {
        var live = LiveMonitor(self.settings(.observe(self.plan(agreed: []))))
        if let error = await live.look(at: self.server) { throw error }
        let rules = live.monitor.explanation(of: self.target.id, on: self.server.name)
        return rules?.first?.steps ?? []
    }

    /// The other activities that may end: the unprotected ones, or all with `--protected`.
    func agreeable(_ steps: [StepExplanation]) -> Set<ActivityID> {
        let types = self.safety.protectedTypes
        let others = steps.flatMap(\.alsoEnds).filter { !types.contains(ActivityType($0.type)) }
        return Set(others.map { ActivityID($0.uuid) })
    }

    /// Stops it.
    ///
    /// - Parameters:
    ///   - agreed: the other activities that may end too.
    ///   - tell: takes each line for the person.
    func run(agreed: Set<ActivityID>, tell: (String) -> Void) async -> Outcome {
        var course = Course(LiveMonitor(self.settings(.enforce(StopMandate(arming: self.plan(agreed: agreed))))))
        _ = await course.live.look(at: self.server)
        course.lastGood = course.live.now
        await self.announce(&course)
        while true {
            if let outcome = await self.takeTurn(&course, tell: tell) {
                if let told = course.told, !course.wasSent {
                    await self.notice.tell(told.withdrawn, to: self.server.name)
                }
                await self.journal.flush()
                return outcome
            }
        }
    }

    /// The course of a stop from one look at the server to the next.
    private struct Course {
        var live: LiveMonitor
        /// The last instant at which the server gave a usable answer.
        var lastGood: Instant
        /// The request that the service was told of last.
        var told: ManualRequest?
        /// Whether a request may have been sent.
        var wasSent = false

        init(_ live: LiveMonitor) {
            self.live = live
            self.lastGood = live.now
        }
    }

    /// Looks at the server, and does what the monitor then asks for.
    ///
    /// - Returns: the outcome of the stop; nil while it is under way.
    private func takeTurn(_ course: inout Course, tell: (String) -> Void) async -> Outcome? {
        // Another server may answer by the next request: its identity belongs to the look before the request.
        let identity = try? await self.server.identity()
        if let identity { course.live.feed(identity) }
        let (input, error) = await self.server.poll(sentAt: course.live.now)
        var actions = course.live.feed(input)
        while let request = Self.request(in: actions) {
            let outcome =
                identity == nil
                ? .notSent(reason: "the server's identity cannot be read")
                : await self.server.send(request.remedy)
            if case .notSent = outcome {} else { await self.note(request.remedy, &course) }
            actions = course.live.feed(.requestFinished(id: request.id, outcome))
        }
        for event in course.live.takeEvents() {
            self.journal.write(event)
            if let line = Self.line(of: event) { tell(line) }
            if let outcome = Self.outcome(of: event) { return outcome }
        }
        let operation = course.live.status.servers.first?.operations.first
        if case .poll(_, _, .snapshot(let snapshot)) = input {
            let isShown = snapshot.activities.contains { $0.id == self.target.id }
            if operation == nil, !isShown, snapshot.isComplete { return .abandoned("ended") }
            if operation != nil || !isShown { course.lastGood = course.live.now }
        } else if case .unauthorized = error?.reason {
            return .abandoned("authentication-refused")
        }
        if course.lastGood.duration(to: course.live.now) > Self.patience {
            return error == nil ? .abandoned("contradictory") : .unreachable
        }
        await self.announce(&course)
        // The monitor waits for a poll that it asks for: send it at once.
        if !actions.contains(.poll(server: self.server.name)) { try? await Task.sleep(for: Self.interval) }
        return nil
    }

    // MARK: - The service

    /// Tells the service of the request that comes after the next look. Between that look and the request nothing may wait.
    private func announce(_ course: inout Course) async {
        guard let operation = course.live.status.servers.first?.operations.first, operation.phase == "looking-again",
            let word = operation.remedy,
            let kind = RemedyKind(rawValue: word), course.told?.remedy.kind != kind
        else { return }
        let steps = course.live.monitor.explanation(of: self.target.id, on: self.server.name)?.first?.steps ?? []
        guard let step = steps.first(where: { $0.remedy == word }) else { return }
        let request = ManualRequest(remedy: Remedy(kind, target: step.target), victim: self.target.id)
        await self.notice.tell(request, to: self.server.name)
        course.told = request
    }

    /// Notes that a request was sent, and tells the service where it was told of another one.
    private func note(_ remedy: Remedy, _ course: inout Course) async {
        course.wasSent = true
        guard course.told?.remedy != remedy else { return }
        let request = ManualRequest(remedy: remedy, victim: self.target.id)
        await self.notice.tell(request, to: self.server.name)
        course.told = request
    }

    // MARK: - The rule

    private var safety: SafetySettings {
        SafetySettings(protectedTypes: self.includesProtected ? [] : self.configuration.safety.protectedTypes)
    }

    private func plan(agreed: Set<ActivityID>) -> StopPlan {
        var plan = StopPlan(verifyWithin: self.verifyWithin)
        plan.agreed = agreed
        return plan
    }

    private func settings(_ conduct: Rule.Conduct) -> MonitorSettings {
        let rule = Rule(
            name: Self.ruleName, match: ActivityMatch(uuids: [self.target.id]), conditions: [.runningFor(.zero)],
            conduct: conduct)
        var settings = MonitorSettings(
            generation: 1, servers: [ServerSettings(name: self.server.name, pollInterval: Self.interval)],
            rules: [rule], safety: self.safety, journal: self.configuration.journal)
        settings.author = .person
        return settings
    }

    // MARK: - Events

    private static func request(in actions: [Action]) -> RemedyRequest? {
        for action in actions { if case .send(let request) = action { return request } }
        return nil
    }

    /// The event as a line for the person who asked.
    private static func line(of event: Event) -> String? {
        switch event.kind {
        case .stopRequested, .stopConfirmed, .stopIneffective, .stopAbandoned, .wouldStop, .serverUnreachable,
            .serverReachable, .authenticationRefused, .lost:
            ScreenText.line(event.message, limit: 1_000)
        default: nil
        }
    }

    private static func outcome(of event: Event) -> Outcome? {
        let reason = event[.reason] ?? ""
        switch event.kind {
        case .stopConfirmed: return .confirmed
        case .stopIneffective: return .ineffective(reason)
        case .stopAbandoned, .wouldStop: return .abandoned(reason)
        default: return nil
        }
    }
}
