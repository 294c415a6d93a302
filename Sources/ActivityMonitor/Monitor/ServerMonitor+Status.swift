// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerMonitor {
    /// The largest number of activities in the status. It is small enough to write the status each second.
    private static let statusLimit = 1_000

    /// The current knowledge about the server, for people.
    func status(_ settings: MonitorSettings, rules: [IdentifiedRule], at now: Instant) -> ServerStatus {
        ServerStatus(
            name: self.settings.name,
            state: self.stateWord,
            machineIdentifier: self.tracker.identity?.machineIdentifier.printable(limit: 128),
            version: self.tracker.identity?.version?.printable(limit: 128),
            failures: self.connection.failures,
            stream: self.streamStatus(at: now),
            isAdministrator: self.connection.isAdministrator,
            enforcementHeldBack: self.stops.hold(at: now)?.rawValue,
            stopsInLastHour: self.stops.limits.stopCount(at: now),
            heededStopsInLastHour: self.stops.limits.heededCount(at: now),
            maximumStopsPerHour: settings.safety.maximumStopsPerHour,
            breakers: self.stops.limits.breakers(at: now).map {
                BreakerStatus(
                    rule: $0.rule, reason: $0.reason.rawValue,
                    ageMicroseconds: $0.at.duration(to: now).wholeMicroseconds)
            },
            activityCount: self.tracker.activities.count,
            activities: self.tracker.activities.keys.sorted().prefix(Self.statusLimit)
                .compactMap { self.tracker.activities[$0] }
                .map { self.status(of: $0, settings, rules) },
            operations: self.stops.operations.map(Self.status(of:))
        )
    }

    private func streamStatus(at now: Instant) -> StreamStatus {
        switch self.connection.stream {
        case .starting:
            StreamStatus(state: "starting")
        case .unwanted:
            StreamStatus(state: "unwanted")
        case .open(let since):
            StreamStatus(state: "open", ageMicroseconds: since.duration(to: now).wholeMicroseconds)
        case .closed(let since, let failure):
            StreamStatus(
                state: "closed", ageMicroseconds: since.duration(to: now).wholeMicroseconds,
                reason: failure.kind.rawValue, explanation: failure.explanation.printable(limit: 300))
        }
    }

    private var stateWord: String {
        switch self.connection.reachability {
        case .starting: "starting"
        case .reachable: "reachable"
        case .unreachable: "unreachable"
        case .unauthorized: "unauthorized"
        }
    }

    private func status(
        of tracked: TrackedActivity, _ settings: MonitorSettings, _ rules: [IdentifiedRule]
    ) -> ActivityStatus {
        let activity = tracked.lastValues
        let showsTitles = settings.journal.showsTitles
        // While the server does not answer, no evidence brings a rule nearer to its end.
        let pending = (self.connection.failures == 0 ? rules : []).compactMap { rule -> PendingStatus? in
            let subject = RuleEvaluator.subject(of: tracked, scope: rule.rule.scope)
            guard let held = self.clocks[rule.identity, subject]?.held?.total, held < rule.rule.hold else {
                return nil
            }
            return PendingStatus(
                rule: rule.rule.name, mode: rule.rule.mode,
                remainingMicroseconds: (rule.rule.hold - held).wholeMicroseconds)
        }
        return ActivityStatus(
            uuid: activity.id.rawValue.printable(limit: 128),
            type: activity.type.rawValue.printable(limit: 128),
            title: showsTitles ? activity.title.printable() : nil,
            subtitle: showsTitles ? activity.subtitle.printable() : nil,
            progress: activity.progress.percentage,
            sectionID: activity.sectionID?.rawValue.printable(limit: 64),
            section: activity.sectionID.flatMap { self.surroundings.sectionNames[$0]?.printable() },
            isCancellable: activity.isCancellable,
            ageMicroseconds: tracked.age.total.wholeMicroseconds,
            stalledMicroseconds: tracked.stalled.total.wholeMicroseconds,
            pending: pending
        )
    }

    private static func status(of operation: StopOperation) -> OperationStatus {
        OperationStatus(
            rule: operation.rule,
            uuids: operation.victims.map { $0.rawValue.printable(limit: 128) },
            phase: operation.phase.word,
            remedy: operation.ladder.current?.rawValue,
            attempts: operation.ladder.attempts
        )
    }
}

extension StopOperation.Phase {
    /// The word for it in the status.
    var word: String {
        switch self {
        case .lookingAgain: "looking-again"
        case .sending: "sending"
        case .verifying: "verifying"
        }
    }
}
