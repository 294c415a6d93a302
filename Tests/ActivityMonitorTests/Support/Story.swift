// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

/// A history told to a monitor in virtual time, and what it answered, as compact lines.
///
/// Seconds count from the start of the story. A line is the event's name followed by what tells it from others:
/// `finished a completed`, `stop-requested a by stuck stop-section-refresh 200 #1`; a request that the shell is to send
/// is `send stop-section-refresh 2`. Whatever the story, each output is checked against the contract of events.
struct Story {
    /// The configured name of the server that a story is about where it names none.
    static let server = "home"

    private(set) var monitor: Monitor
    private(set) var settings: MonitorSettings
    /// The seconds since the start.
    private(set) var seconds: Double = 0
    /// The events since the start.
    private(set) var events: [Event] = []
    /// What was said that is no event.
    private(set) var diagnostics: [Diagnostic] = []
    /// How often a poll was asked for.
    private(set) var pollsAskedFor = 0
    /// The requests that nobody has answered yet, the oldest first.
    private(set) var open: [RemedyRequest] = []
    /// The requests since the start.
    private(set) var requests: [RemedyRequest] = []
    private var lines: [String] = []

    /// A story of one server, or several, whose identity has been read.
    init(
        _ rules: Rule..., safety: SafetySettings = SafetySettings(), journal: JournalSettings = JournalSettings(),
        interval: Duration = .seconds(10), servers: [String] = [Self.server], identified: Bool = true
    ) {
        self.init(
            MonitorSettings(
                generation: 1, servers: servers.map { ServerSettings(name: $0, pollInterval: interval) },
                rules: rules, safety: safety, journal: journal, textHashKey: TextHash.Key(1, 2)),
            identified: identified)
    }

    /// A story with these settings.
    init(_ settings: MonitorSettings, identified: Bool = true) {
        self.monitor = Monitor()
        self.settings = settings
        self.feed(.configure(settings))
        if identified {
            for server in settings.servers { self.identify("machine-\(server.name)", server: server.name) }
        }
        self.lines = []
    }

    /// The instant of the story.
    var now: Instant { Self.instant(self.seconds) }

    /// The instant so many seconds after the start.
    static func instant(_ seconds: Double) -> Instant {
        Instant(nanoseconds: Int64((seconds * 1_000).rounded()) * 1_000_000)
    }
}

extension Story {
    /// Goes on to a later second, waking the monitor at each of its deadlines on the way.
    mutating func at(_ seconds: Double) {
        precondition(seconds >= self.seconds, "a story goes forward")
        while let deadline = self.monitor.nextDeadline(), deadline <= Self.instant(seconds) {
            guard deadline > self.now else {
                Issue.record("a deadline that is not later than the last input")
                break
            }
            self.seconds = Double(deadline.nanoseconds) / 1e9
            self.feed(.wake)
        }
        self.seconds = seconds
    }

    /// Goes on by so many seconds.
    mutating func after(_ seconds: Double) { self.at(self.seconds + seconds) }

    /// A poll is answered with these activities.
    ///
    /// - Parameter sentAt: when it was sent, in seconds; by default now.
    mutating func poll(_ activities: [Activity], sentAt: Double? = nil, server: String = Self.server) {
        self.poll(snapshot: ActivitySnapshot(activities: activities), sentAt: sentAt, server: server)
    }

    /// A poll is answered with this snapshot.
    mutating func poll(snapshot: ActivitySnapshot, sentAt: Double? = nil, server: String = Self.server) {
        self.feed(.poll(server: server, sentAt: Self.instant(sentAt ?? self.seconds), .snapshot(snapshot)))
    }

    /// Polls that all show the same, from now until a second that is included.
    mutating func polls(until end: Double, every interval: Double = 10, _ activities: [Activity]) {
        self.poll(activities)
        while self.seconds + interval <= end {
            self.after(interval)
            self.poll(activities)
        }
    }

    /// A poll fails.
    mutating func fail(
        _ kind: PollFailure.Kind = .unreachable, status: Int? = nil, sentAt: Double? = nil,
        server: String = Self.server
    ) {
        self.feed(
            .poll(
                server: server, sentAt: Self.instant(sentAt ?? self.seconds),
                .failure(PollFailure(kind: kind, status: status, explanation: "no answer"))))
    }

    /// The server says who it is.
    mutating func identify(_ machine: String = "machine-home", server: String = Self.server) {
        self.feed(.identity(server: server, ServerIdentity(machineIdentifier: machine, version: "1.43.3")))
    }

    /// The oldest open request is answered.
    mutating func answer(_ status: Int) { self.answer(.answered(status: status)) }

    /// The oldest open request comes to this end.
    mutating func answer(_ outcome: RequestOutcome) {
        guard !self.open.isEmpty else {
            Issue.record("no request is open")
            return
        }
        let request = self.open.removeFirst()
        self.feed(.requestFinished(id: request.id, outcome))
    }

    /// Another configuration is in force.
    mutating func reload(_ change: (inout MonitorSettings) -> Void = { _ in }) {
        change(&self.settings)
        self.settings.generation += 1
        self.feed(.configure(self.settings))
    }

    /// The daemon restarts so many seconds later with the state it had, and reads who the server is.
    ///
    /// - Parameter afterBoot: the seconds of the new boot's clock, where the machine restarted too.
    mutating func restart(
        after pause: Double = 5, afterBoot: Double? = nil, identified: Bool = true,
        _ change: (inout MonitorSettings) -> Void = { _ in }
    ) {
        let state = self.monitor.savedState()
        self.open = []
        self.seconds = afterBoot ?? self.seconds + pause
        self.monitor = Monitor(restoring: state, isSameBoot: afterBoot == nil)
        self.reload(change)
        if identified {
            for server in self.settings.servers { self.identify("machine-\(server.name)", server: server.name) }
        }
    }

    /// Hands the monitor an input and keeps what follows, once it has been checked.
    mutating func feed(_ input: Input) {
        let output = self.monitor.handle(input, at: self.now)
        if let deadline = self.monitor.nextDeadline() { #expect(deadline > self.now) }
        for event in output.events {
            EventContract.check(event)
            self.events.append(event)
            if event.kind != .configurationLoaded { self.lines.append(event.line) }
        }
        for action in output.actions {
            switch action {
            case .poll:
                self.pollsAskedFor += 1
            case .send(let request):
                self.requests.append(request)
                self.open.append(request)
                self.lines.append("send \(request.remedy.kind.rawValue) \(request.remedy.target)")
            }
        }
        self.diagnostics += output.diagnostics
    }
}

extension Story {
    /// The lines since the last time, of all events or of those whose names begin with one of the words.
    mutating func take(_ words: String...) -> [String] {
        defer { self.lines = [] }
        return self.lines.filter { line in words.isEmpty || words.contains { line.hasPrefix($0) } }
    }

    /// The last event of a kind.
    func last(_ kind: EventKind) throws -> Event {
        try #require(self.events.last { $0.kind == kind })
    }

    /// How often an event has occurred.
    func count(_ kind: EventKind) -> Int { self.events.count { $0.kind == kind } }

    /// What the status says of the server.
    func status(server: String = Self.server) throws -> ServerStatus {
        try #require(self.monitor.status(at: self.now).servers.first { $0.name == server })
    }

    /// What the status says of an activity.
    func activity(_ uuid: String) throws -> ActivityStatus {
        try #require(try self.status().activities.first { $0.uuid == uuid })
    }
}

extension Event {
    /// The event on one short line.
    var line: String {
        var parts = [self.kind.rawValue]
        if let uuid = self[.activityUUID] { parts.append(uuid) }
        if let outcome = self[.outcome] { parts.append(outcome) }
        if self.kind == .progress, let progress = self[.progress] { parts.append(progress) }
        if let reason = self[.reason] { parts.append(reason) }
        if let rule = self[.rule] { parts.append("by \(rule)") }
        if let remedy = self[.remedy] { parts.append(remedy) }
        if let status = self[.httpStatus] { parts.append(status) }
        if let attempt = self[.attempt] { parts.append("#\(attempt)") }
        return parts.joined(separator: " ")
    }
}

extension Remedy {
    /// What the request is sent to.
    var target: String {
        switch self {
        case .cancelActivity(let id): id.rawValue
        case .stopSectionRefresh(let section): section.rawValue
        case .stopButlerTask(let task): task.rawValue
        }
    }
}
