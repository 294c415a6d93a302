// SPDX-License-Identifier: Apache-2.0
import Testing

/// `plex-activityctl replay --journal` on a journal file with entries in the daemon's form.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct JournalReplayTests {
    /// 2026-10-01 00:00:00 UTC, in microseconds since 1970.
    private static let wall = Int64(1_790_812_800_000_000)

    /// An entry, this many minutes later.
    private static func entry(_ name: String, at minutes: Int64, _ fields: [String: String] = [:]) throws -> DaemonEvent
    {
        var members = [
            "__REALTIME_TIMESTAMP": "\(Self.wall + minutes * 60_000_000)", "SYSLOG_IDENTIFIER": "plex-activityd",
            "PRIORITY": "6", "MESSAGE": name, "PLEX_EVENT": name, "PLEX_CONFIG_GENERATION": "1",
        ]
        members.merge(fields) { _, new in new }
        let line = members.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
        return try #require(DaemonEvent(line: "{\(line)}"))
    }

    /// An entry about the scan of section 2, which started at minute 1 and is stuck since minute 11.
    private static func scan(
        _ name: String, at minutes: Int64, _ fields: [String: String] = [:]
    ) throws -> DaemonEvent {
        let about = [
            "PLEX_SERVER": "home", "PLEX_ACTIVITY_UUID": "scan", "PLEX_ACTIVITY_TYPE": "library.update.section",
            "PLEX_ACTIVITY_TITLE": "Scanning", "PLEX_ACTIVITY_SUBTITLE": "", "PLEX_CANCELLABLE": "0",
            "PLEX_SECTION_ID": "2", "PLEX_SECTION": "Movies", "PLEX_PROGRESS": minutes < 11 ? "0" : "10",
            "PLEX_AGE_USEC": "\((minutes - 1) * 60_000_000)",
            "PLEX_STALLED_USEC": "\(max(0, minutes - 11) * 60_000_000)",
        ]
        return try Self.entry(name, at: minutes, about.merging(fields) { _, new in new })
    }

    private static func with(
        _ events: [DaemonEvent], forged: Set<Int> = [],
        _ body: (Home, _ replay: ([String]) async throws -> CommandOutcome) async throws -> Void
    ) async throws {
        try await Home.with { home in
            let file = try await JournalFile(events, in: home, forged: forged)
            try await body(home) { arguments in
                try await home.tool(["replay", "--journal", "--file", file.path] + arguments)
            }
        }
    }

    private static func stuck() throws -> [DaemonEvent] {
        [
            try Self.entry("configuration-loaded", at: 0),
            try Self.scan("started", at: 1),
            try Self.scan("progress", at: 11, ["PLEX_PROGRESS_PREVIOUS": "0"]),
            try Self.scan("stop-requested", at: 119, ["PLEX_RULE": "armed"]),
            try Self.scan("finished", at: 121, ["PLEX_PROGRESS_PREVIOUS": "10"]),
        ]
    }

    private static let rules = """
        [[rule]]
        name = "early"
        mode = "observe"
        match = { type = "library.update.section" }
        when = { no-progress-for = "30m" }
        do = { action = "stop" }

        [[rule]]
        name = "late"
        mode = "observe"
        match = { type = "library.update.section" }
        when = { no-progress-for = "5h" }
        do = { action = "stop" }

        [[rule]]
        name = "streaming"
        mode = "observe"
        match = { type = "library.update.section" }
        when = { streams-at-least = 1 }
        do = { action = "stop" }
        """

    @Test("it says that it is an estimate and what rules would have stopped")
    func itSaysThatItIsAnEstimateAndWhatRulesWouldHaveStopped() async throws {
        try await Self.with(Self.stuck()) { home, replay in
            let rules = try home.write(Self.rules, to: "rules.toml")
            let outcome = try await replay(["--rules", rules])
            #expect(outcome.ending == .exited(0))
            #expect(outcome.lines.first?.hasPrefix("ESTIMATE from 5 journal entries, from ") == true)
            #expect(outcome.lines.contains("early: 1 would-stop"))
            #expect(outcome.lines.contains { $0.contains("rule armed really stopped it, at ") })
            #expect(outcome.lines.contains("late: nothing"))
            #expect(outcome.lines.contains("streaming: nothing"))
            #expect(
                outcome.complaint.contains(
                    "rule streaming stops nothing in an estimate: the journal has no data for streams-at-least")
            )

            let json = try await replay(["--json", "--rules", rules])
            let stop = try #require(json.lines.compactMap { DaemonEvent(line: $0) }.first)
            #expect(json.lines.count == 1)
            #expect(stop["ESTIMATE"] == "1")
            #expect(stop["PLEX_RULE"] == "early")
            #expect(stop["PLEX_REMEDY"] == "stop-section-refresh")
            #expect(stop["STOPPED_BY_RULE"] == "armed")
            // Half an hour after minute 11, plus the two minutes that surely contain a poll.
            #expect(stop.time >= .microseconds(Self.wall) + .seconds(43 * 60))
            #expect(stop.time <= .microseconds(Self.wall) + .seconds(44 * 60))
        }
    }

    @Test("forged entries and other times do not count")
    func forgedEntriesAndOtherTimesDoNotCount() async throws {
        try await Self.with(Self.stuck(), forged: [4]) { home, replay in
            let rules = try home.write(Self.rules, to: "rules.toml")
            #expect(try await replay(["--json", "--rules", rules]).lines == [])
        }
        try await Self.with(Self.stuck()) { home, replay in
            let rules = try home.write(Self.rules, to: "rules.toml")
            let before = "@\(Self.wall / 1_000_000 + 7_200)"
            #expect(try await replay(["--json", "--rules", rules, "--until", before]).lines == [])
            let empty = try await replay(["--rules", rules, "--until", "2020-01-01"])
            #expect(empty.lines.first == "ESTIMATE: the journal has no event in that time.")
        }
    }

    @Test("an outage in between starts over")
    func anOutageInBetweenStartsOver() async throws {
        var events = try Self.stuck()
        events.insert(try Self.entry("server-unreachable", at: 30, ["PLEX_SERVER": "home"]), at: 3)
        events.remove(at: 4)
        try await Self.with(events) { home, replay in
            let rules = try home.write(Self.rules, to: "rules.toml")
            #expect(try await replay(["--json", "--rules", rules]).lines == [])
        }
    }

    @Test("contradictory arguments are refused")
    func contradictoryArgumentsAreRefused() async throws {
        try await Home.with { home in
            #expect(try await home.tool(["replay"]).ending == .exited(64))
            #expect(try await home.tool(["replay", "--journal", "a-file"]).ending == .exited(64))
            #expect(try await home.tool(["replay", "--since", "today", "a-file"]).ending == .exited(64))
            let rules = try home.write(Self.rules, to: "rules.toml")
            let none = try await home.tool(["replay", "--journal", "--rules", rules, "--directory", home.path])
            #expect(none.ending == .exited(69))
            let missing = try await home.tool(["replay", "--journal", "--config", "\(home.path)/none"])
            #expect(missing.ending == .exited(78))
        }
    }
}
