// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import MonitorRecording
import ServiceFiles
import ServiceJournal
import Systemd

/// A replay of the journal: it estimates what rules would have stopped.
struct JournalReplay {
    /// The configuration; nil if it is unusable and `--rules` replaces its rules.
    private var configuration: DaemonConfiguration?
    /// The source of the replacing rules.
    private var source: ReplayRuleSource

    /// A replay with the configuration in a directory, or the system's, and with the rules in these paths instead.
    init(directory: String?, rules paths: [String]) throws(ConfigurationFailure) {
        self.source = ReplayRuleSource(paths: paths)
        do throws(ConfigurationFailure) {
            self.configuration = try ConfigurationLoader.load(from: .named(directory))
        } catch {
            // A configuration that --config names must be usable. Otherwise the documented defaults replace it.
            guard directory == nil, !paths.isEmpty else { throw error }
        }
    }

    /// The estimate from these events.
    func text(of events: EventJournal) throws -> ReplayText {
        var estimate = JournalEstimate()
        try events.begin(at: .first)
        while let entry = try events.next() {
            guard let event = entry.event else { continue }
            estimate.take(
                event, wallMicroseconds: entry.microseconds,
                monotonicMicroseconds: Int64(clamping: entry.monotonicMicroseconds), boot: entry.boot)
        }
        let (rules, safety) = try self.rules(on: estimate.servers)
        let manner = self.manner
        let report = estimate.report(by: rules, safety, manner: manner) {
            WallTime(microseconds: $0).local
        }
        return ReplayText(report: report, rules: .others(rules, safety), estimate: manner)
    }

    /// The rules, and the limits that bound them.
    private func rules(on names: [String]) throws(ConfigurationFailure) -> ([Rule], SafetySettings) {
        let configured = self.configuration?.servers.map {
            ServerSettings(name: $0.name, pollInterval: $0.pollInterval)
        }
        // Rules may name a server that has left the configuration. The rule loader needs at least one server.
        let known = configured ?? []
        let former = (known.isEmpty && names.isEmpty ? ["home"] : names).filter { name in
            !known.contains { $0.name == name }
        }
        let servers = known + former.map { ServerSettings(name: $0) }
        if case .others(let rules, let safety) = try self.source.rules(on: servers) { return (rules, safety) }
        return (self.configuration?.rules ?? [], self.configuration?.safety ?? SafetySettings())
    }

    /// How the daemon polled: the longest poll interval counts for all servers.
    private var manner: JournalEstimate.Manner {
        let intervals = self.configuration?.servers.map(\.pollInterval) ?? []
        let journal = self.configuration?.journal ?? JournalSettings()
        return JournalEstimate.Manner(
            pollInterval: intervals.max() ?? ServerSettings(name: "").pollInterval,
            progressInterval: journal.progressInterval)
    }
}

extension JournalEvent {
    /// The entry as an event of the journal contract; nil for an event that this version does not know.
    fileprivate var event: Event? {
        guard let kind = self[.event].flatMap(EventKind.init(rawValue:)) else { return nil }
        var event = Event(kind: kind, priority: self.priority, message: "")
        for (name, value) in self.fields {
            guard let name = EventFieldName(rawValue: name), name != .event else { continue }
            event.fields.append(EventField(name, value))
        }
        return event
    }
}
