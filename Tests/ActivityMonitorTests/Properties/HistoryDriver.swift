// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// Plays the shell and the servers for one monitor: polls at its interval and at once where it asks, carries out its
/// requests, answers them, and lets the incidents of a scenario happen.
struct HistoryDriver<Subject: MonitorUnderTest> {
    /// A poll on its way.
    struct Trip {
        var sent: Int
        var arrives: Int
    }

    /// The polling of one server.
    struct Polling {
        /// When the next poll is sent.
        var next: Int
        /// When the one on its way was sent, and when it arrives.
        var onItsWay: Trip?
        /// Whether another was asked for since it was sent.
        var isWanted = false
    }

    private(set) var record: HistoryRecord
    private let scenario: Scenario
    private var monitor = Subject()
    private var settings: MonitorSettings
    private var worlds: [String: World]
    private var machines: [String: String]
    private var pollings: [String: Polling] = [:]
    private var answers: [(at: Int, id: Int, outcome: RequestOutcome)] = []
    private var incidents: ArraySlice<(at: Int, what: Scenario.Incident)>
    private var elapsed = 0
    /// What the daemon's clock shows at the history's start; another after each boot.
    private var clock = 1_000_000
    private var isPaused = false
    private var toldMinute: Int?
    private var unidentified: Set<String>
    private var older: [String: (sent: Instant, rows: [Activity])] = [:]
    private var requestCounts: [String: Int] = [:]

    private init(_ scenario: Scenario) {
        self.scenario = scenario
        self.settings = scenario.settings
        self.worlds = scenario.worlds
        self.machines = scenario.machines
        self.incidents = scenario.incidents[...]
        self.unidentified = Set(scenario.servers)
        self.record = HistoryRecord(seed: scenario.seed, isOfOneTarget: scenario.isOfOneTarget)
        for server in scenario.servers { self.pollings[server] = Polling(next: scenario.isRegular ? 2_000 : 0) }
    }

    /// Lets a scenario happen to a monitor.
    static func run(_ scenario: Scenario, on _: Subject.Type) -> HistoryRecord {
        var driver = Self(scenario)
        driver.feed(.configure(driver.settings))
        while driver.advance() {}
        for (name, server) in driver.monitor.savedState().servers {
            driver.record.remaining[name] = Set(server.activities.map(\.uuid))
        }
        return driver.record
    }

    private var now: Instant { Instant(nanoseconds: Int64(self.clock + self.elapsed) * 1_000_000) }

    /// The world's clock, which stands still in a gap.
    private func worldTime(_ elapsed: Int) -> Int {
        guard let gap = self.scenario.gap, elapsed >= gap.at else { return elapsed }
        return max(gap.at, elapsed - gap.length)
    }

    /// The servers at which something is being stopped, as far as their interval tells.
    private var attentive: Set<String> {
        Set(self.scenario.servers.filter { self.monitor.pollInterval(of: $0) == .seconds(2) })
    }

    private mutating func feed(_ input: Input) {
        let output = self.monitor.handle(input, at: self.now)
        self.record.steps.append(
            .init(
                elapsed: self.elapsed, now: self.now, cause: .input(input), output: output,
                deadline: self.monitor.nextDeadline(), attentive: self.attentive))
        for action in output.actions {
            switch action {
            case .poll(let server): if !self.scenario.isRegular { self.pollSoon(server) }
            case .send(let request): self.carryOut(request)
            }
        }
    }

    private mutating func pollSoon(_ server: String) {
        if self.pollings[server]?.onItsWay != nil {
            self.pollings[server]?.isWanted = true
        } else {
            let next = self.elapsed + 1
            self.pollings[server]?.next = next
        }
    }

    /// Lets the next thing happen.
    ///
    /// - Returns: whether the history goes on.
    private mutating func advance() -> Bool {
        let length = self.scenario.length + (self.scenario.gap?.length ?? 0)
        var due = (at: Int.max, what: Next.end)
        func consider(_ at: Int, _ what: Next) { if at < due.at { due = (at, what) } }
        if let incident = self.incidents.first { consider(incident.at, .incident(incident.what)) }
        for server in self.scenario.servers {
            guard let polling = self.pollings[server] else { continue }
            if let poll = polling.onItsWay {
                consider(poll.arrives, .arrival(server, sent: poll.sent))
            } else if self.monitor.pollInterval(of: server) != nil {
                consider(polling.next, .poll(server))
            }
        }
        for (index, answer) in self.answers.enumerated() { consider(answer.at, .answer(index)) }
        if let deadline = self.monitor.nextDeadline() {
            consider(max(self.elapsed + 1, Int((deadline.nanoseconds + 999_999) / 1_000_000) - self.clock), .wake)
        }
        guard due.at <= length else { return false }
        self.elapsed = max(self.elapsed, due.at)
        self.happen(due.what)
        return true
    }

    private enum Next {
        case end
        case incident(Scenario.Incident)
        case poll(String)
        case arrival(String, sent: Int)
        case answer(Int)
        case wake
    }

    private mutating func happen(_ next: Next) {
        switch next {
        case .end: break
        case .wake: self.feed(.wake)
        case .incident(let incident):
            self.incidents.removeFirst()
            self.happen(incident)
        case .poll(let server):
            var random = SeededGenerator(seed: self.scenario.seed, "latency \(server)", self.elapsed)
            let latency =
                self.scenario.isRegular
                ? 100 : random.chance(4) ? random.number(2_000...9_000) : random.number(20...400)
            let sent = self.elapsed
            self.pollings[server]?.onItsWay = Trip(sent: sent, arrives: sent + latency)
        case .arrival(let server, let sent):
            self.receive(server, sent: sent)
        case .answer(let index):
            let answer = self.answers.remove(at: index)
            if case .answered = answer.outcome {} else { self.unidentified = Set(self.scenario.servers) }
            self.feed(.requestFinished(id: answer.id, answer.outcome))
        }
    }

    private mutating func receive(_ server: String, sent: Int) {
        let isWanted = self.pollings[server]?.isWanted ?? false
        self.pollings[server]?.onItsWay = nil
        self.pollings[server]?.isWanted = false
        let interval = self.monitor.pollInterval(of: server).map { Int($0.wholeNanoseconds / 1_000_000) } ?? 1_000
        let pause = isWanted ? 1 : interval
        let next = self.scenario.isRegular ? sent + 2_000 : self.elapsed + pause
        self.pollings[server]?.next = next
        let view = PollView(scenario: self.scenario, server: server, time: self.worldTime(sent), elapsed: sent)
        if view.isMissed { return }
        let sentAt = Instant(nanoseconds: Int64(self.clock + sent) * 1_000_000)
        if let kind = view.failure {
            self.unidentified.insert(server)
            let failure = PollFailure(kind: kind, explanation: "no answer")
            return self.feed(.poll(server: server, sentAt: sentAt, .failure(failure)))
        }
        if self.unidentified.contains(server), view.canIdentify {
            self.unidentified.remove(server)
            let machine = self.machines[server] ?? ""
            self.feed(.identity(server: server, ServerIdentity(machineIdentifier: machine, version: "1.43")))
        }
        self.tellTime()
        if self.scenario.isRegular || self.monitor.needsSessions(of: server) {
            self.feed(.sessions(server: server, view.sessions))
        }
        let rows = self.worlds[server]?.rows(at: self.worldTime(sent)) ?? []
        self.feed(.poll(server: server, sentAt: sentAt, .snapshot(view.snapshot(of: rows))))
        if view.repeatsOldAnswer, let old = self.older[server] {
            self.feed(
                .poll(server: server, sentAt: old.sent, .snapshot(ActivitySnapshot(activities: old.rows))))
        }
        self.older[server] = (sentAt, rows)
    }

    private mutating func tellTime() {
        guard let start = self.scenario.secondOfWeek else { return }
        let second = (start + self.elapsed / 1_000) % (7 * 86_400)
        guard self.toldMinute != second / 60 else { return }
        self.toldMinute = second / 60
        self.feed(.localTime(LocalTime(weekday: Weekday.allCases[second / 86_400], secondOfDay: second % 86_400)))
    }

    /// Sends a request to the world and draws what becomes of it.
    private mutating func carryOut(_ request: RemedyRequest) {
        let target = "\(request.server) \(request.remedy)"
        let count = self.requestCounts[target, default: 0]
        self.requestCounts[target] = count + 1
        var random = SeededGenerator(seed: self.scenario.seed, "answer \(target)", count)
        let (outcome, isHeard) = AnswerGenerator.answer(isRegular: self.scenario.isRegular, &random)
        let time = self.worldTime(self.elapsed)
        if isHeard { self.worlds[request.server]?.receive(request.remedy, at: time) }
        let delay = self.scenario.isRegular ? 300 : random.chance(10) ? 8_000 : random.number(10...1_500)
        self.answers.append((self.elapsed + delay, request.id, outcome))
    }
}

extension HistoryDriver {
    private mutating func happen(_ incident: Scenario.Incident) {
        switch incident {
        case .reload(let settings):
            self.settings = settings
            self.feed(.configure(settings))
        case .pause(let isPaused):
            self.isPaused = isPaused
            self.feed(.pause(isPaused))
        case .token(let server):
            self.feed(.tokenChanged(server: server))
        case .suspend(let length):
            self.elapsed += length
        case .identity(let server, let machine):
            self.machines[server] = machine
            self.feed(.identity(server: server, ServerIdentity(machineIdentifier: machine, version: "1.43")))
        case .sections(let server):
            self.feed(.sections(server: server, Scenario.sections))
        case .wake:
            self.feed(.wake)
        case .restart(let away, let isReboot):
            self.restart(away: away, isReboot: isReboot)
        }
    }

    private mutating func restart(away: Int, isReboot: Bool) {
        let state = self.monitor.savedState()
        self.elapsed += away
        if isReboot { self.clock = 5_000 - self.elapsed }
        self.monitor = Subject(restoring: state, isSameBoot: !isReboot)
        self.record.steps.append(
            .init(
                elapsed: self.elapsed, now: self.now, cause: .restart(isSameBoot: !isReboot), output: Output(),
                deadline: nil, attentive: Set(self.scenario.servers)))
        self.answers = []
        self.older = [:]
        self.toldMinute = nil
        self.unidentified = Set(self.scenario.servers)
        for server in self.pollings.keys { self.pollings[server] = Polling(next: self.elapsed + 1) }
        self.settings.generation += 1
        self.feed(.configure(self.settings))
        self.feed(.pause(self.isPaused))
    }
}
