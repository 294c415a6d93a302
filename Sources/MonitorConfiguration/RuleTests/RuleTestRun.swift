// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import PlexModel

/// One event of a test, with its time.
package struct TimedEvent: Hashable, Sendable {
    /// The time since the test's start.
    package var at: Duration
    /// What happened.
    package var event: Event
}

/// The result of one test.
package struct RuleTestOutcome: Hashable, Sendable {
    /// The test.
    package var test: RuleTest
    /// Everything that happened.
    package var events: [TimedEvent]
    /// The expectations that did not come true.
    package var failures: [Expectation]
    /// The judgements of each condition of each rule.
    package var coverage: ConditionCoverage
}

/// Plays a test to a monitor: the server answers every poll at once, and the clock jumps from poll to poll.
package struct RuleTestRun {
    private static let origin = Instant(nanoseconds: 1_000_000_000_000)

    private let file: RuleTestFile
    private let test: RuleTest
    private let server = RuleTestReader.server
    private var monitor = Monitor()
    private var events: [TimedEvent] = []
    private var coverage: ConditionCoverage
    private var isIdentified = false

    private init(_ test: RuleTest, of file: RuleTestFile) {
        self.file = file
        self.test = test
        self.coverage = ConditionCoverage(rules: file.rules)
    }

    /// Runs a test of a file.
    package static func run(_ test: RuleTest, of file: RuleTestFile) -> RuleTestOutcome {
        var run = RuleTestRun(test, of: file)
        run.configure(at: .zero)
        var time = Duration.zero
        while time <= test.end {
            if let restart = test.restarts.first(where: { $0.contains(time) }) {
                time = restart.upperBound
                run.restart(at: time)
            }
            run.poll(at: time)
            time += file.pollInterval
        }
        let events = run.events
        return RuleTestOutcome(
            test: test, events: events, failures: test.expectations.filter { !$0.isMet(by: events) },
            coverage: run.coverage)
    }

    private mutating func configure(at time: Duration) {
        let settings = MonitorSettings(
            generation: 1, servers: [ServerSettings(name: self.server, pollInterval: self.file.pollInterval)],
            rules: self.file.rules, safety: self.file.safety)
        self.feed(.configure(settings), at: time)
    }

    private mutating func restart(at time: Duration) {
        self.monitor = Monitor(restoring: self.monitor.savedState(), isSameBoot: true)
        self.isIdentified = false
        self.configure(at: time)
    }

    private mutating func poll(at time: Duration) {
        let sentAt = Self.origin.advanced(by: time)
        if self.test.outages.contains(where: { $0.contains(time) }) {
            self.isIdentified = false
            let failure = PollFailure(kind: .unreachable, explanation: "the test says so")
            return self.feed(.poll(server: self.server, sentAt: sentAt, .failure(failure)), at: time)
        }
        if !self.isIdentified {
            self.isIdentified = true
            self.feed(.identity(server: self.server, ServerIdentity(machineIdentifier: "test")), at: time)
            self.feed(.sections(server: self.server, self.sections), at: time)
        }
        if let now = self.localTime(at: time) { self.feed(.localTime(now), at: time) }
        self.feed(.maintenance(server: self.server, self.test.maintenance), at: time)
        self.feed(.sessions(server: self.server, self.sessions(at: time)), at: time)
        self.feed(.poll(server: self.server, sentAt: sentAt, .snapshot(self.snapshot(at: time))), at: time)
        for activity in self.test.activities {
            for explanation in self.monitor.explanation(of: activity.activity.id, on: self.server) ?? [] {
                self.coverage.note(explanation.conditions, of: explanation.rule)
            }
        }
    }

    private mutating func feed(_ input: Input, at time: Duration) {
        let output = self.monitor.handle(input, at: Self.origin.advanced(by: time))
        self.events += output.events.map { TimedEvent(at: time, event: $0) }
    }

    private var sections: [LibrarySection] {
        var sections: [LibrarySection] = []
        for activity in self.test.activities {
            guard let id = activity.activity.sectionID, let name = activity.sectionName,
                !sections.contains(where: { $0.id == id })
            else { continue }
            sections.append(LibrarySection(id: id, title: name))
        }
        return sections
    }

    private func localTime(at time: Duration) -> LocalTime? {
        guard let start = self.test.start, let day = Weekday.allCases.firstIndex(of: start.weekday) else { return nil }
        let second = day * 86_400 + start.secondOfDay + Int(time.components.seconds)
        return LocalTime(weekday: Weekday.allCases[second / 86_400 % 7], secondOfDay: second % 86_400)
    }

    private func sessions(at time: Duration) -> [PlaybackSession] {
        self.test.playback.filter { $0.span.contains(time) }.flatMap { playback in
            Array(
                repeating: PlaybackSession(key: "", state: .playing, isTranscoding: false), count: playback.streams)
                + Array(
                    repeating: PlaybackSession(key: "", state: .playing, isTranscoding: true),
                    count: playback.transcodes)
                + Array(
                    repeating: PlaybackSession(key: "", state: .paused, isTranscoding: false), count: playback.paused)
        }
    }

    private func snapshot(at time: Duration) -> ActivitySnapshot {
        var snapshot = ActivitySnapshot(activities: [])
        for scripted in self.test.activities {
            var activity = scripted.activity
            switch scripted.look(at: time, step: self.test.step) {
            case .progress(let percentage): activity.progress = .percent(percentage)
            case .unknown: activity.progress = .unknown
            case .notShown:
                snapshot.skippedRows += 1
                snapshot.rowCount += 1
                continue
            case .gone: continue
            }
            snapshot.activities.append(activity)
            snapshot.rowCount += 1
        }
        return snapshot
    }
}

extension Expectation {
    /// Whether an event is the expected one, at any time.
    package func isAbout(_ event: Event) -> Bool {
        event.kind == self.event && (self.rule == nil || event[.rule] == self.rule)
            && (self.activity == nil || event[.activityUUID] == self.activity)
    }

    /// Whether the events meet the expectation.
    fileprivate func isMet(by events: [TimedEvent]) -> Bool {
        let happened = events.contains { timed in
            self.isAbout(timed.event) && timed.at >= self.after && timed.at <= (self.at ?? timed.at)
        }
        // An event that comes too early is as wrong as a missing event.
        let isEarly = !self.never && events.contains { self.isAbout($0.event) && $0.at < self.after }
        return happened != self.never && !isEarly
    }
}
