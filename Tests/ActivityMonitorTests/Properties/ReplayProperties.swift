// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// The properties that compare what two monitors make of one history.
enum ReplayProperties<Subject: MonitorUnderTest> {
    /// The same inputs give the same outputs.
    static func sameOutputs(_ record: HistoryRecord) -> [Violation] {
        var monitor = Subject()
        for step in record.steps {
            switch step.cause {
            case .restart(let isSameBoot):
                monitor = Subject(restoring: monitor.savedState(), isSameBoot: isSameBoot)
            case .input(let input):
                guard monitor.handle(input, at: step.now) == step.output else {
                    let what = "\(input) has another output the second time"
                    return [Violation(property: .sameOutputs, seed: record.seed, what: what)]
                }
            }
        }
        return []
    }

    /// A reload of the configuration in force changes nothing; nil where the history cannot say, as a breaker trips,
    /// which a reload is meant to clear.
    static func reloaded(_ record: HistoryRecord) -> [Violation]? {
        var random = SeededGenerator(seed: record.seed, "reload")
        let cut = random.number(0...(record.steps.count - 1))
        var plain = Replay<Subject>(seed: record.seed)
        var reloaded = Replay<Subject>(seed: record.seed)
        var settings: MonitorSettings?
        var extra: Output?
        for (index, step) in record.steps.enumerated() {
            if case .input(.configure(let new)) = step.cause { settings = new }
            plain.tell(step)
            reloaded.tell(step)
            guard index >= cut, extra == nil, let settings else { continue }
            if case .restart = step.cause { continue }
            extra = reloaded.monitorReload(settings, at: step.now)
        }
        if (plain.outputs + reloaded.outputs).contains(where: { $0.events.contains { $0.kind == .breakerTripped } }) {
            return nil
        }
        if let extra, !extra.actions.isEmpty || extra.events.contains(where: { $0.kind != .configurationLoaded }) {
            return [Violation(property: .reloaded, seed: record.seed, what: "the reload itself does something")]
        }
        for (before, after) in zip(plain.outputs, reloaded.outputs)
        where before.events != after.events || before.actions != after.actions {
            let what = "\(before.lines) became \(after.lines)"
            return [Violation(property: .reloaded, seed: record.seed, what: what)]
        }
        return []
    }

    /// A daemon that restarts with its saved state does what one would have done that did not stop.
    ///
    /// It loses the span to its next observation, so it is compared with a daemon on a machine that slept meanwhile:
    /// both are told the identities, the sections, the time and the pause again, and see what was there before. From
    /// then on every action is the same, and every event but `progress`, whose interval starts anew, in all that
    /// it says of the decision. What a restart loses besides is the last progress that was told, and in the events of a
    /// stop that was under way the conditions' values.
    static func restored(_ record: HistoryRecord) -> [Violation]? {
        var random = SeededGenerator(seed: record.seed, "restart")
        let cut = random.number(0...(record.steps.count - 1))
        var plain = Replay<Subject>(seed: record.seed)
        var restarted = Replay<Subject>(seed: record.seed)
        var view = LastView()
        var later = Duration.zero
        var start: Int?
        for (index, step) in record.steps.enumerated() {
            view.take(step)
            plain.tell(step, later: later)
            restarted.tell(step, later: later)
            guard index >= cut, start == nil, view.isWhole, restarted.unanswered.isEmpty else { continue }
            guard case .input(.poll) = step.cause, let settings = view.settings else { continue }
            later = .seconds(61)
            start = restarted.outputs.count
            restarted.restart(isSameBoot: true)
            let now = step.now.advanced(by: later)
            _ = restarted.monitorReload(settings, at: now)
            let soon = now.advanced(by: .milliseconds(1))
            for input in view.inputs(at: soon) {
                plain.feed(input, at: soon)
                restarted.feed(input, at: soon)
            }
        }
        guard let start else { return nil }
        for (before, after) in zip(plain.outputs[start...], restarted.outputs[start...]) {
            guard before.actions == after.actions, before.decisions == after.decisions else {
                let what = "\(before.lines) became \(after.lines)"
                return [Violation(property: .restored, seed: record.seed, what: what)]
            }
        }
        return []
    }
}

/// What the shell knew last of everything, to tell it again.
private struct LastView {
    var settings: MonitorSettings?
    private var machines: [String: ServerIdentity] = [:]
    private var sections: [String: [LibrarySection]] = [:]
    private var isPaused = false
    private var localTime: LocalTime?
    /// What each server's last poll showed; nil where it was not all.
    private var snapshots: [String: ActivitySnapshot] = [:]
    private var sentAt: [String: Instant] = [:]

    /// Whether the last poll of every server showed all that is there.
    var isWhole: Bool {
        self.settings.map { $0.servers.allSatisfy { self.snapshots[$0.name] != nil } } ?? false
    }

    mutating func take(_ step: HistoryRecord.Step) {
        switch step.cause {
        case .restart:
            self.localTime = nil
            self.snapshots = [:]
            self.sections = [:]
            self.sentAt = [:]
        case .input(.configure(let settings)):
            self.settings = settings
            self.snapshots = [:]
        case .input(.identity(let server, let identity)):
            if let old = self.machines[server], old.machineIdentifier != identity.machineIdentifier {
                self.snapshots[server] = nil
                self.sections[server] = nil
            }
            self.machines[server] = identity
        case .input(.sections(let server, let sections)): self.sections[server] = sections
        case .input(.localTime(let time)): self.localTime = time
        case .input(.pause(let isPaused)): self.isPaused = isPaused
        case .input(.poll(let server, let sentAt, .snapshot(let snapshot))):
            guard sentAt >= self.sentAt[server] ?? sentAt else { return }
            self.sentAt[server] = sentAt
            self.snapshots[server] = snapshot.isComplete ? snapshot : nil
        case .input(.poll(let server, let sentAt, .failure)):
            self.sentAt[server] = max(sentAt, self.sentAt[server] ?? sentAt)
            self.snapshots[server] = nil
        case .input: break
        }
    }

    func inputs(at now: Instant) -> [Input] {
        var inputs: [Input] = [.pause(self.isPaused)]
        if let time = self.localTime { inputs.append(.localTime(time)) }
        for server in self.settings?.servers.map(\.name) ?? [] {
            if let machine = self.machines[server] { inputs.append(.identity(server: server, machine)) }
            if let sections = self.sections[server] { inputs.append(.sections(server: server, sections)) }
            inputs.append(.tokenChanged(server: server))
        }
        for server in self.settings?.servers.map(\.name) ?? [] {
            inputs.append(.sessions(server: server, nil))
            if let snapshot = self.snapshots[server] {
                inputs.append(.poll(server: server, sentAt: now, .snapshot(snapshot)))
            }
        }
        return inputs
    }
}

extension Replay {
    /// Reloads, without an entry in the outputs.
    fileprivate mutating func monitorReload(_ settings: MonitorSettings, at now: Instant) -> Output {
        self.feed(.configure(settings), at: now)
        return self.outputs.removeLast()
    }
}

extension Output {
    /// The output on a few short lines.
    var lines: [String] { self.events.map(\.line) + self.actions.map { "\($0)" } }

    /// What the events say of decisions.
    fileprivate var decisions: [String] {
        self.events.filter { $0.kind != .progress }.map { event in
            let names: [EventFieldName] = [.server, .ruleMode, .ageMicroseconds, .stalledMicroseconds, .progress]
            let isUnderWay = event[.remedy] != nil || event.kind == .stopIneffective || event.kind == .stopAbandoned
            let predicates = isUnderWay ? "" : event[.predicates] ?? ""
            return event.line + " " + names.map { event[$0] ?? "-" }.joined(separator: " ") + " " + predicates
        }
    }
}
