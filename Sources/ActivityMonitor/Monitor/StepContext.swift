// SPDX-License-Identifier: Apache-2.0

/// The handling of one input: the values that all servers share, and the results.
struct StepContext {
    /// The settings in force.
    let settings: MonitorSettings
    /// The rules in force, each with its identity, in the order in which they apply.
    let rules: [IdentifiedRule]
    /// Whether everything is paused.
    let isPaused: Bool
    /// The local time; nil until the shell tells it.
    let localTime: LocalTime?
    /// The instant of the input.
    let now: Instant
    /// The stops of entries that share an installation or have left the configuration.
    let openTargets: [OpenTarget]
    /// The number of the next request.
    private(set) var nextRequestID: Int
    /// The server of the input.
    var server = ServerLabel()
    /// The facts so far as events, in order. A fact holds an activity with its clocks, and ten thousand of them would
    /// take 18 MB until the end of the step.
    private(set) var events: [Event] = []
    /// The actions so far, in order.
    private(set) var actions: [Action] = []
    /// Whether a clock was reset, or another change must survive a crash. Facts and actions that must be saved count by
    /// themselves and need not set this.
    var mustBeSaved = false
    /// The requests that were not sent or not permitted, so their counted stops and cooldowns must be taken back.
    private(set) var retracted: [Int] = []
    /// Messages that are not events.
    var diagnostics: [Diagnostic] = []

    /// A step without results.
    init(
        settings: MonitorSettings, rules: [IdentifiedRule], isPaused: Bool, localTime: LocalTime?, now: Instant,
        openTargets: [OpenTarget], nextRequestID: Int
    ) {
        self.settings = settings
        self.rules = rules
        self.isPaused = isPaused
        self.localTime = localTime
        self.now = now
        self.openTargets = openTargets
        self.nextRequestID = nextRequestID
    }

    /// Narrates a fact.
    mutating func tell(_ fact: Fact) {
        self.events.append(Narrator.event(of: ServerFact(server: self.server, fact: fact), self.settings))
    }

    /// Asks for a poll of the server, sent after this moment.
    mutating func askForPoll() {
        self.actions.append(.poll(server: self.server.name))
    }

    /// Asks for a request to be sent.
    mutating func send(_ request: RemedyRequest) {
        self.actions.append(.send(request))
    }

    /// Notes that a request was not sent or not permitted.
    mutating func retract(request: Int) {
        self.retracted.append(request)
    }

    /// The number of a new request.
    mutating func numberRequest() -> Int {
        defer { self.nextRequestID += 1 }
        return self.nextRequestID
    }

    /// The rule with this identity; nil if it is no longer in force.
    func rule(_ identity: String) -> IdentifiedRule? {
        self.rules.first { $0.identity == identity }
    }

    /// The results as an output.
    var output: Output {
        var output = Output()
        output.events = self.events
        output.actions = self.actions
        output.diagnostics = self.diagnostics
        output.mustBeSaved = self.mustBeSaved
        return output.markedForSaving
    }
}

/// A rule with the identity under which its clocks are kept.
struct IdentifiedRule: Hashable, Sendable {
    /// The rule.
    var rule: Rule
    /// Its identity.
    var identity: String
}
