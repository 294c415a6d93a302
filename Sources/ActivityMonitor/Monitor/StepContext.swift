// SPDX-License-Identifier: Apache-2.0

/// One input being handled: what all servers share while it is, and what comes out of it.
struct StepContext {
    /// The settings in force.
    let settings: MonitorSettings
    /// The rules in force, each with its identity, in the order in which they apply.
    let rules: [IdentifiedRule]
    /// Whether everything is paused.
    let isPaused: Bool
    /// What the clock on the wall shows; nil where the shell has not told.
    let localTime: LocalTime?
    /// The instant of the input.
    let now: Instant
    /// The targets that any entry of the configuration has requests at, or has had.
    let openTargets: [OpenTarget]
    /// The number that the next request gets.
    private(set) var nextRequestID: Int
    /// The server that the input is being handled for.
    var server = ServerLabel()
    /// What has happened, in order.
    private(set) var facts: [ServerFact] = []
    /// What to do, in order.
    private(set) var actions: [Action] = []
    /// Whether a clock was reset, or something else happened that must not be forgotten in a crash; what the facts and
    /// actions say of that themselves need not be noted here.
    var mustBeSaved = false
    /// The requests that turned out to have stopped nothing: what they have cost is to be taken back.
    private(set) var retracted: [Int] = []
    /// What to say that is no event.
    var diagnostics: [Diagnostic] = []

    /// A step that nothing has come out of yet.
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

    /// Notes that something has happened.
    mutating func tell(_ fact: Fact) {
        self.facts.append(ServerFact(server: self.server, fact: fact))
    }

    /// Asks for a poll of the server that is sent after this moment.
    mutating func askForPoll() {
        self.actions.append(.poll(server: self.server.name))
    }

    /// Asks for a request to be sent.
    mutating func send(_ request: RemedyRequest) {
        self.actions.append(.send(request))
    }

    /// Notes that a request has stopped nothing.
    mutating func retract(request: Int) {
        self.retracted.append(request)
    }

    /// The number of a new request.
    mutating func numberRequest() -> Int {
        defer { self.nextRequestID += 1 }
        return self.nextRequestID
    }

    /// The rule of an identity; nil where it is not in force any more.
    func rule(_ identity: String) -> IdentifiedRule? {
        self.rules.first { $0.identity == identity }
    }

    /// All that has come out of it.
    var output: Output {
        var output = Output()
        output.events = self.facts.map { Narrator.event(of: $0, self.settings) }
        output.actions = self.actions
        output.diagnostics = self.diagnostics
        output.mustBeSaved = self.mustBeSaved
        return output.markedForSaving
    }
}

/// A rule with what its clocks are kept under.
struct IdentifiedRule: Hashable, Sendable {
    /// The rule.
    var rule: Rule
    /// Its identity.
    var identity: String
}
