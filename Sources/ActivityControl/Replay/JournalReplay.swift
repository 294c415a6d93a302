// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import MonitorRecording
import ServiceFiles
import Systemd

/// A replay over the journal: an estimate of what rules would have stopped.
struct JournalReplay {
    /// The configuration of the daemon; nil where there is none that can be read and other rules were named.
    private var configuration: DaemonConfiguration?
    /// Where other rules come from.
    private var source: ReplayRuleSource

    /// By the configuration in a directory, or of the system; with other rules where some are named.
    init(directory: String?, rules paths: [String]) throws(ConfigurationFailure) {
        self.source = ReplayRuleSource(paths: paths)
        do throws(ConfigurationFailure) {
            self.configuration = try ConfigurationLoader.load(from: .named(directory))
        } catch {
            // One that was asked for must be there; elsewhere the documented defaults stand for it.
            guard directory == nil, !paths.isEmpty else { throw error }
        }
    }

    /// What the rules would have stopped, by what the journal tells.
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

    /// The rules, and what bounds them.
    private func rules(on names: [String]) throws(ConfigurationFailure) -> ([Rule], SafetySettings) {
        let configured = self.configuration?.servers.map {
            ServerSettings(name: $0.name, pollInterval: $0.pollInterval)
        }
        // A rule may be about a server that is not in the configuration any more, and one there must be.
        let known = configured ?? []
        let former = (known.isEmpty && names.isEmpty ? ["home"] : names).filter { name in
            !known.contains { $0.name == name }
        }
        let servers = known + former.map { ServerSettings(name: $0) }
        if case .others(let rules, let safety) = try self.source.rules(on: servers) { return (rules, safety) }
        return (self.configuration?.rules ?? [], self.configuration?.safety ?? SafetySettings())
    }

    /// How the daemon has looked at the servers: as slowly as at the slowest.
    private var manner: JournalEstimate.Manner {
        let intervals = self.configuration?.servers.map(\.pollInterval) ?? []
        let journal = self.configuration?.journal ?? JournalSettings()
        return JournalEstimate.Manner(
            pollInterval: intervals.max() ?? ServerSettings(name: "").pollInterval,
            progressInterval: journal.progressInterval)
    }
}

extension JournalEvent {
    /// The event of the journal contract that the entry tells; nil for one that this program does not know.
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
