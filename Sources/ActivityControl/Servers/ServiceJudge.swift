// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import ServiceFiles

/// Judges activities as the running service does: with the configuration, and with what the service has in mind.
///
/// The service itself writes down no judgements.
struct ServiceJudge {
    /// What the service says.
    let running: RunningStatus
    private let settings: MonitorSettings

    /// A judge with this configuration.
    init(_ running: RunningStatus, _ configuration: DaemonConfiguration) {
        self.running = running
        var settings = configuration.monitorSettings(
            generation: running.status.monitor.generation, textHashKey: TextHash.Key(0, 0))
        if running.status.isDisarmed == true { settings.rules = settings.rules.map(\.observing) }
        self.settings = settings
    }

    /// Whether the service's files have all that the rules ask for. With hidden titles, rules by titles ask for more.
    var canJudge: Bool {
        self.settings.journal.showsTitles
            || !self.settings.rules.contains { rule in
                ([rule.match] + rule.exceptions).contains { !$0.titles.isEmpty || !$0.subtitles.isEmpty }
            }
    }

    /// The status with the judgements of all rules about as many activities as are judged at once.
    var judged: StatusDocument {
        var status = self.running.status
        for index in status.monitor.servers.indices {
            let server = status.monitor.servers[index]
            guard let judgements = self.judgements(of: nil, on: server) else { continue }
            for place in server.activities.indices {
                status.monitor.servers[index].activities[place].rules = judgements[server.activities[place].uuid]
            }
        }
        return status
    }

    /// The judgements about one activity, by its uuid in the status; nil where the service's files do not have enough.
    func judgement(of uuid: String, on server: ServerStatus) -> [RuleExplanation]? {
        self.judgements(of: uuid, on: server)?[uuid]
    }

    /// The judgements by the uuids in the status, which are altered for printing.
    private func judgements(of uuid: String?, on server: ServerStatus) -> [String: [RuleExplanation]]? {
        guard self.canJudge, let memory = self.running.memories[server.name] else { return nil }
        let ids = uuid.map { uuid in memory.saved.activities.map(\.uuid).filter { Self.text(of: $0) == uuid } }
        let judgements = Monitor.explanations(
            of: ids, from: memory, server, age: self.running.ages[server.name] ?? .zero, self.settings,
            isPaused: self.running.status.monitor.isPaused, localTime: WallTime.now.local)
        return Dictionary(judgements.map { (Self.text(of: $0.key), $0.value) }) { first, _ in first }
    }

    private static func text(of id: ActivityID) -> String { id.rawValue.printable(limit: 128) }
}
