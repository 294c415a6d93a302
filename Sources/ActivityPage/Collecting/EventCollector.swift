// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor
private import PlexModel

/// Turns the events of a journal, oldest first, into runs, marks and interruptions. One event costs the same, however
/// many came before.
package struct EventCollector: Sendable {
    /// The largest number of runs that are kept.
    package static let runLimit = 300_000
    /// The shortest time without a sign of life that counts as a stall, in microseconds.
    package static let leastStall: Int64 = 5 * 60_000_000

    private struct Key: Hashable {
        var server: String
        var uuid: String
    }

    /// The last change of a run's progress, to tell a stall that no event names.
    private struct LastChange {
        var at: Int64
        var age: Int64
        var progress: String?
    }

    /// The runs in the order of their first events.
    private(set) var runs: [WorkRun] = []
    private(set) var marks: [Mark] = []
    private(set) var interruptions: [String: [Interruption]] = [:]
    private(set) var rules: [String: RuleRecord] = [:]
    /// The names of sections, by server and key.
    private(set) var sectionNames: [String: [String: String]] = [:]
    /// The servers in the order of their first events.
    private(set) var servers: [String] = []
    /// The number of events.
    package private(set) var eventCount = 0
    /// The number of runs beyond ``runLimit``.
    package private(set) var droppedRuns = 0

    private var places: [Key: Int] = [:]
    private var changes: [Int: LastChange] = [:]
    private var serviceStarts: [Int64] = []

    /// No events yet.
    package init() {}

    /// Takes an event that is not older than the one before.
    package mutating func add(_ event: PageEvent) {
        self.eventCount += 1
        if event.isFirstConfiguration { self.serviceStarts.append(event.at) }
        self.noteServer(event)
        guard let activity = event.activity else { return }
        guard let place = self.place(of: activity, event) else {
            self.droppedRuns += 1
            return
        }
        self.learn(activity, at: place, server: event.server)
        self.noteStall(activity, event, at: place)
        self.noteEnd(event, at: place)
        self.noteRule(event, at: place)
    }

    /// The interruptions of a server, with the starts of the service, until the end of the report.
    func interruptions(of server: String, until end: Int64) -> [Interruption] {
        let starts = self.serviceStarts.map { Interruption(kind: .serviceStart, span: TimeSpan($0, $0)) }
        let own = (self.interruptions[server] ?? []).map { interruption in
            var closed = interruption
            if closed.isOpen { closed.span.end = max(end, closed.span.begin) }
            return closed
        }
        return (own + starts).sorted { ($0.span.begin, $0.span.end) < ($1.span.begin, $1.span.end) }
    }

    // MARK: - Servers

    private mutating func noteServer(_ event: PageEvent) {
        guard !event.server.isEmpty else { return }
        if self.interruptions[event.server] == nil {
            self.interruptions[event.server] = []
            self.servers.append(event.server)
        }
        switch event.kind {
        case .serverUnreachable: self.open(.unreachable, event)
        case .authenticationRefused: self.open(.refused, event)
        case .serverReachable: self.close(event)
        case .lost where event.reason == "server-restarted":
            let last = self.interruptions[event.server]?.last
            // All activities of a restarted server are lost at the same moment.
            guard last?.kind != .serverRestart || event.at - (last?.span.end ?? 0) > 60_000_000 else { return }
            self.interruptions[event.server]?.append(
                Interruption(kind: .serverRestart, span: TimeSpan(event.at, event.at)))
        default: break
        }
    }

    private mutating func open(_ kind: Interruption.Kind, _ event: PageEvent) {
        // Every tenth failure is an event of the same outage.
        if let last = self.interruptions[event.server]?.last, last.isOpen {
            guard last.kind != kind else { return }
            self.close(event)
        }
        self.interruptions[event.server]?.append(
            Interruption(kind: kind, span: TimeSpan(event.at, event.at), isOpen: true))
    }

    private mutating func close(_ event: PageEvent) {
        guard var list = self.interruptions[event.server],
            let place = list.lastIndex(where: { $0.isOpen })
        else { return }
        list[place].isOpen = false
        list[place].span.end = max(event.at, list[place].span.begin)
        self.interruptions[event.server] = list
    }

    // MARK: - Runs

    /// The index of the run of an activity; a new one for the first event about it, and nil beyond the limit.
    private mutating func place(of activity: PageEvent.Activity, _ event: PageEvent) -> Int? {
        let key = Key(server: event.server, uuid: activity.uuid)
        if let place = self.places[key] {
            // The same work goes on after it was out of sight.
            if event.kind == .started, event.reason == "reappeared" {
                self.runs[place].end = nil
                self.runs[place].ending = .running
            }
            return place
        }
        guard self.runs.count < Self.runLimit else { return nil }
        let isSeen = event.kind == .started && event.reason == nil
        self.places[key] = self.runs.count
        self.runs.append(
            WorkRun(
                server: event.server, uuid: activity.uuid, type: activity.type, sectionID: nil, title: "",
                subtitle: "", begin: isSeen ? event.at : event.at - activity.age, isBeginSeen: isSeen))
        return self.runs.count - 1
    }

    private mutating func learn(_ activity: PageEvent.Activity, at place: Int, server: String) {
        if let id = activity.sectionID {
            self.runs[place].sectionID = id
            if let name = activity.section { self.sectionNames[server, default: [:]][id] = name }
        }
        if !activity.title.isEmpty { self.runs[place].title = activity.title }
        if !activity.subtitle.isEmpty { self.runs[place].subtitle = activity.subtitle }
        if let progress = activity.progress { self.runs[place].progress = progress }
        self.runs[place].age = max(self.runs[place].age, activity.age)
    }

    /// Notes a time without a sign of life. An event may name it. Two changes of progress that follow each other show
    /// it too, if the evidence has grown meanwhile.
    private mutating func noteStall(_ activity: PageEvent.Activity, _ event: PageEvent, at place: Int) {
        // The maintenance row stays at the same progress while it waits.
        guard activity.type != ActivityType.butler.rawValue else { return }
        if activity.stalled >= Self.leastStall {
            self.add(stall: TimeSpan(event.at - activity.stalled, event.at), to: place)
        }
        guard event.kind == .started || event.kind == .progress || event.kind == .finished else { return }
        if let last = self.changes[place], let progress = last.progress, progress == activity.previousProgress {
            let span = TimeSpan(last.at, event.at)
            // Outages count as no evidence. A tenth is left for the distance of polls.
            if span.length >= Self.leastStall, activity.age - last.age >= span.length / 10 * 9 {
                self.add(stall: span, to: place)
            }
        }
        self.changes[place] =
            event.kind == .finished
            ? nil : LastChange(at: event.at, age: activity.age, progress: activity.progress)
    }

    private mutating func add(stall: TimeSpan, to place: Int) {
        let span = TimeSpan(max(stall.begin, self.runs[place].begin), stall.end)
        if let last = self.runs[place].stalls.last, span.begin <= last.end {
            let whole = TimeSpan(min(last.begin, span.begin), max(last.end, span.end))
            self.runs[place].stalls[self.runs[place].stalls.count - 1] = whole
        } else {
            self.runs[place].stalls.append(span)
        }
    }

    private mutating func noteEnd(_ event: PageEvent, at place: Int) {
        // The first end counts: a reader may meet the same event twice.
        guard self.runs[place].end == nil else { return }
        switch event.kind {
        case .finished:
            self.runs[place].end = event.at
            self.runs[place].ending =
                switch event.outcome {
                case "completed": .completed
                case "ended-after-request": .afterRequest
                default: .ended
                }
        case .lost:
            self.runs[place].end = event.at
            self.runs[place].ending = .lost(reason: event.reason ?? "")
            self.changes[place] = nil
            self.marks.append(Mark(kind: .lost, at: event.at, run: place, reason: event.reason))
        default: break
        }
    }

    // MARK: - Rules

    private mutating func noteRule(_ event: PageEvent, at place: Int) {
        let kind: Mark.Kind? =
            switch event.kind {
            case .stopConfirmed: .stopped
            case .stopIneffective: .ineffective
            case .wouldStop: .wouldStop
            case .ruleFired: .fired
            case .breakerTripped: .breaker
            default: nil
            }
        if let kind {
            let mark = Mark(kind: kind, at: event.at, run: place, rule: event.rule, reason: event.reason)
            self.marks.append(mark)
        }
        guard let rule = event.rule, event.kind != .finished else { return }
        self.rules[rule, default: RuleRecord(name: rule)].count(event)
    }
}
