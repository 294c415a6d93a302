// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexClient
import PlexModel

/// One stop that a person asks for: the daemon's monitor with a single rule that is about a single activity, so that the
/// ladder, the look before each request and the verification are the daemon's own.
struct ManualStop {
    /// The name that stands for the person where a rule's stands for a rule.
    static let ruleName = "plex-activityctl"
    /// How long the server may give no usable answer, or the activity no values, before we give up.
    static let patience = Duration.seconds(60)
    /// The time between two looks at the server.
    static let interval = Duration.seconds(1)

    /// How it went.
    enum Outcome: Hashable {
        /// It ended after our request.
        case confirmed
        /// It was not stopped; why, as in `PLEX_REASON` of `stop-ineffective`.
        case ineffective(String)
        /// It was given up; why, as in `PLEX_REASON` of `stop-abandoned`.
        case abandoned(String)
        /// The server gave no usable answer for too long.
        case unreachable
    }

    /// The server.
    let server: LiveServer
    /// The activity.
    let target: Candidate
    /// The configuration, for what it protects and hides.
    let configuration: DaemonConfiguration
    /// Whether protected types may be stopped.
    let includesProtected: Bool
    /// How long, in evidence, what was asked to stop may take to end.
    let verifyWithin: Duration

    /// The activity that is to end.
    struct Candidate: Hashable {
        /// Its uuid.
        var id: ActivityID
        /// Its type.
        var type: ActivityType
    }

    /// Whether the configuration keeps every rule's hands off the activity.
    var isProtected: Bool { self.configuration.safety.protectedTypes.contains(self.target.type) }

    /// What each step would do, as a rule that only observes explains it.
    ///
    /// - Throws: why the server did not say; nothing is sent that changes anything.
    func steps() async throws(PlexClientError) -> [StepExplanation] {
        var live = LiveMonitor(self.settings(.observe(self.plan(agreed: []))))
        if let error = await live.look(at: self.server) { throw error }
        let rules = live.monitor.explanation(of: self.target.id, on: self.server.name)
        return rules?.first?.steps ?? []
    }

    /// What of the steps' consequences may be agreed to: nothing that is protected, unless that is meant.
    func agreeable(_ steps: [StepExplanation]) -> Set<ActivityID> {
        let types = self.safety.protectedTypes
        let others = steps.flatMap(\.alsoEnds).filter { !types.contains(ActivityType($0.type)) }
        return Set(others.map { ActivityID($0.uuid) })
    }

    /// Stops it.
    ///
    /// - Parameters:
    ///   - agreed: what may end with it.
    ///   - tell: takes each line about what happens.
    func run(agreed: Set<ActivityID>, tell: (String) -> Void) async -> Outcome {
        let mandate = StopMandate(arming: self.plan(agreed: agreed))
        var live = LiveMonitor(self.settings(.enforce(mandate)))
        _ = await live.look(at: self.server)
        var lastGood = live.now
        var identityIsKnown = live.status.servers.first?.machineIdentifier != nil
        while true {
            if !identityIsKnown, let identity = try? await self.server.identity() {
                live.feed(identity)
                identityIsKnown = true
            }
            let (input, error) = await self.server.poll(sentAt: live.now)
            var actions = live.feed(input)
            if error != nil { identityIsKnown = false }
            while let request = Self.request(in: actions) {
                let outcome = await self.server.send(request.remedy)
                if outcome == .noAnswer { identityIsKnown = false }
                actions = live.feed(.requestFinished(id: request.id, outcome))
            }
            for event in live.takeEvents() {
                if let line = Self.line(of: event) { tell(line) }
                if let outcome = Self.outcome(of: event) { return outcome }
            }
            let isUnderWay = live.status.servers.first.map { !$0.operations.isEmpty } ?? false
            if case .poll(_, _, .snapshot(let snapshot)) = input {
                let isShown = snapshot.activities.contains { $0.id == self.target.id }
                if !isUnderWay, !isShown, snapshot.isComplete { return .abandoned("ended") }
                if isUnderWay || !isShown { lastGood = live.now }
            } else if case .unauthorized = error?.reason {
                return .abandoned("authentication-refused")
            }
            if lastGood.duration(to: live.now) > Self.patience {
                return error == nil ? .abandoned("contradictory") : .unreachable
            }
            // A poll that is asked for is to be sent at once: something waits for what it shows.
            if !actions.contains(.poll(server: self.server.name)) { try? await Task.sleep(for: Self.interval) }
        }
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

    // MARK: - What comes of it

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
