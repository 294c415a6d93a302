// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// What all inputs of a history so far say: the settings in force, what is known of each server, and how long each rule
/// has held.
struct HistoryLedger {
    /// What a rule's `for` belongs to: the rule with all that makes it the same rule, and its subject.
    struct HoldKey: Hashable {
        var rule: Rule
        var protectedTypes: Set<ActivityType>
        var windows: [TimeWindow]
        var server: String
        var subject: Subject
    }

    private(set) var settings: MonitorSettings?
    private(set) var servers: [String: ServerLedger] = [:]
    private(set) var isPaused = false
    private(set) var localTime: LocalTime?
    private(set) var now = Instant(nanoseconds: 0)
    private var holds: [HoldKey: [(Instant, Int)]] = [:]

    /// Takes what went in at a step.
    mutating func take(_ step: HistoryRecord.Step) {
        self.now = step.now
        switch step.cause {
        case .restart(let isSameBoot):
            for server in self.servers.keys { self.servers[server]?.restart(isSameBoot: isSameBoot) }
            self.localTime = nil
        case .input(.configure(let settings)):
            self.configure(settings)
        case .input(.identity(let server, let identity)):
            let old = self.servers[server]?.machine
            self.servers[server]?.identify(identity.machineIdentifier, at: step.now)
            guard let old, old != identity.machineIdentifier else { return }
            self.holds = self.holds.filter { $0.key.server != server }
        case .input(.sections(let server, let sections)):
            self.servers[server]?.sectionNames = Dictionary(sections.map { ($0.id, $0.title) }) { first, _ in first }
        case .input(.sessions(let server, let sessions)):
            self.servers[server]?.sessions = sessions
        case .input(.localTime(let time)):
            self.localTime = time
        case .input(.poll(let server, let sentAt, .failure)):
            self.servers[server]?.fail(sentAt: sentAt)
        case .input(.poll(let server, let sentAt, .snapshot(let snapshot))):
            guard self.servers[server]?.observe(snapshot, sentAt: sentAt) == true else {
                self.servers[server]?.sessions = nil
                return
            }
            self.servers[server]?.countStarts(at: step.now)
            self.observeHolds(on: server, sentAt: sentAt)
        case .input(.requestFinished(let id, let outcome)):
            self.finish(id, outcome, step)
        case .input(.tokenChanged(let server)):
            self.servers[server]?.notPermittedAt = nil
        case .input(.pause(let isPaused)):
            self.isPaused = isPaused
        case .input(.wake), .input(.maintenance), .input(.notification), .input(.playback), .input(.stream),
            .input(.administrator), .input(.manualRequest):
            break
        }
    }

    /// Takes what came out at a step, when it has been judged.
    mutating func takeOutput(of step: HistoryRecord.Step) {
        for request in step.requests {
            guard let known = self.servers[request.server]?.known else { continue }
            for (id, sighting) in known {
                guard let row = sighting.row, row.type != .butler, Self.covers(request.remedy, row) != false else {
                    continue
                }
                self.servers[request.server]?.known[id]?.requests.insert(request.id)
                if sighting.firstAsked == nil, let shot = self.servers[request.server]?.shots.indices.last {
                    self.servers[request.server]?.known[id]?.firstAsked = shot
                }
            }
        }
        guard case .input(.poll(let server, _, .snapshot)) = step.cause else { return }
        self.servers[server]?.sessions = nil
    }

    private mutating func configure(_ settings: MonitorSettings) {
        self.settings = settings
        let names = Set(settings.servers.map(\.name))
        self.servers = self.servers.filter { names.contains($0.key) }
        for server in settings.servers {
            self.servers[server.name, default: ServerLedger()].pollInterval = server.pollInterval
        }
        let keys = Set(settings.rules.map { self.key($0, "", .kind(WorkKind(type: .butler, section: nil))) })
        self.holds = self.holds.filter { key, _ in
            var key = key
            let server = key.server
            key.server = ""
            key.subject = .kind(WorkKind(type: .butler, section: nil))
            return names.contains(server) && keys.contains(key)
        }
    }

    private mutating func finish(_ id: Int, _ outcome: RequestOutcome, _ step: HistoryRecord.Step) {
        if case .noAnswer = outcome {
            // Whose request it was is not said here: the events name the server.
            for event in step.output.events where event.kind == .stopRequested {
                if let server = event[.server] { self.servers[server]?.isIdentified = false }
            }
        }
        if case .notSent = outcome {
            for server in self.servers.keys {
                for activity in self.servers[server]?.known.keys.sorted() ?? [] {
                    self.servers[server]?.known[activity]?.requests.remove(id)
                }
            }
        }
        for event in step.output.events where event.kind == .stopIneffective && event[.reason] == "not-permitted" {
            if let server = event[.server] { self.servers[server]?.notPermittedAt = step.now }
        }
    }

    /// Whether a remedy ends an activity; nil where that is not known.
    static func covers(_ remedy: Remedy, _ row: Activity) -> Bool? {
        switch remedy {
        case .cancelActivity(let id): row.id == id
        case .stopSectionRefresh(let section):
            row.type == .libraryUpdateSection ? row.sectionID.map { $0 == section } : false
        case .stopButlerTask(let task): row.type.butlerTask == task
        }
    }
}

extension HistoryLedger {
    /// What judges rules on what is known of a server.
    func oracle(_ server: String) -> RuleOracle? {
        guard let settings = self.settings, let ledger = self.servers[server] else { return nil }
        return RuleOracle(
            server: server, ledger: ledger, protectedTypes: settings.safety.protectedTypes, localTime: self.localTime,
            now: self.now)
    }

    /// Whether a rule has held for an activity that the last snapshot shows for as long as it wants.
    func isDue(_ rule: Rule, _ row: Activity, on server: String, _ oracle: RuleOracle) -> Bool {
        guard oracle.holds(rule, row) else { return false }
        guard rule.hold > .zero else { return true }
        return ServerLedger.sum(self.holds[self.key(rule, server, Self.subject(rule, row))] ?? []) >= rule.hold
    }

    private static func subject(_ rule: Rule, _ row: Activity) -> Subject {
        rule.scope == .kind ? .kind(WorkKind(of: row)) : .activity(row.id)
    }

    private func key(_ rule: Rule, _ server: String, _ subject: Subject) -> HoldKey {
        var rule = rule
        rule.summary = ""
        rule.file = ""
        return HoldKey(
            rule: rule, protectedTypes: self.settings?.safety.protectedTypes ?? [],
            windows: self.settings?.safety.notDuring ?? [], server: server, subject: subject)
    }

    /// Notes for each rule with a `for` what the last snapshot says of its subjects.
    private mutating func observeHolds(on server: String, sentAt: Instant) {
        guard let oracle = self.oracle(server), let snapshot = oracle.ledger.snapshot else { return }
        let contradictory = snapshot.contradictory.compactMap { oracle.ledger.known[$0]?.row }
        for rule in self.settings?.rules ?? [] where rule.hold > .zero {
            let shown = Set((snapshot.activities + contradictory).map { Self.subject(rule, $0) })
            let holding = Set(snapshot.activities.filter { oracle.holds(rule, $0) }.map { Self.subject(rule, $0) })
            for subject in shown {
                let key = self.key(rule, server, subject)
                if case .kind(let kind) = subject, oracle.ledger.hasRestarted(kind) { self.holds[key] = nil }
                if holding.contains(subject) {
                    self.holds[key, default: []].append((sentAt, oracle.ledger.breaks))
                } else {
                    self.holds[key] = nil
                }
            }
        }
        self.holds = self.holds.filter { key, _ in
            switch key.subject {
            case _ where key.server != server: true
            case .activity(let id): oracle.ledger.known[id] != nil
            case .kind(let kind): oracle.ledger.work[kind] != nil
            }
        }
    }
}
