// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import Testing

/// `plex-activityctl events` and `explain --entry` on a journal with entries of the real daemon.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct EventsTests {
    /// Runs a daemon that stops a stuck scan, and passes on its journal and the tool.
    private func withJournal(
        forged: Set<Int> = [],
        again: Int = 0,
        _ body: ([DaemonEvent], (String...) async throws -> CommandOutcome, Home) async throws -> Void
    ) async throws {
        let rule = RuleText(name: "stuck-scan", conditions: "no-progress-for = \"3s\"")
        try await Stage.with([.stuckScan(), .bystander()], rules: [rule]) { stage in
            let daemon = try stage.start()
            try await daemon.next("stop-confirmed")
            #expect(try await daemon.terminate() == .exited(0))
            let events = daemon.events
            let file = try await JournalFile(events, in: stage.home, forged: forged, again: again)
            let program = try ChildProcess.program("plex-activityctl")
            let tool = { (arguments: String...) in
                let words = [arguments[0], "--file", file.path] + arguments.dropFirst()
                return try await stage.home.run(program, words)
            }
            try await body(events, tool, stage.home)
        }
    }

    @Test("the journal says what the daemon said in the same fields")
    func theJournalSaysWhatTheDaemonSaidInTheSameFields() async throws {
        try await self.withJournal { events, tool, _ in
            let outcome = try await tool("events", "--json")
            #expect(outcome.ending == .exited(0))
            let shown = outcome.lines.compactMap { DaemonEvent(line: $0) }
            #expect(shown.count == outcome.lines.count)
            let own: Set = ["__CURSOR", "__MONOTONIC_TIMESTAMP", "_BOOT_ID"]
            #expect(shown.map { $0.fields.filter { !own.contains($0.key) } } == events.map(\.fields))
            #expect(Set(shown.compactMap { $0["__CURSOR"] }).count == events.count)
        }
    }

    @Test("people get a table and only what they asked for")
    func peopleGetATableAndOnlyWhatTheyAskedFor() async throws {
        try await self.withJournal { events, tool, home in
            let confirmed = try #require(events.first { $0.name == "stop-confirmed" })
            let one = try await tool("events", "--event", "stop-confirmed", "--rule", "stuck-scan", "--server", "home")
            let line = try #require(one.lines.first)
            #expect(one.lines.count == 1)
            #expect(line.hasSuffix("  notice   stop-confirmed          home        stuck     \(confirmed.message)"))
            #expect(!line.contains("\u{1B}"))
            #expect(try await tool("events", "--rule", "another").lines == [])
            #expect(try await tool("events", "--until", "2020-01-01").lines == [])
            #expect(try await tool("events", "--since", "-1h").lines.count == events.count)
            #expect(try await tool("events", "--until", "-1h").lines == [])
            #expect(try await tool("events", "--lines", "2").lines.count == 2)
            let urgent = try await tool("events", "--priority", "notice").lines
            #expect(urgent.count == events.count { Int($0["PRIORITY"] ?? "") ?? 9 <= 5 })
            let misspelt = try await tool("events", "--event", "stopped")
            #expect(misspelt.ending == .exited(64))
            #expect(misspelt.complaint.contains("there is no event 'stopped'; the events are: started"))
            #expect(try await tool("events", "--since", "soon").ending == .exited(64))
            let unknown = try await tool("events", "--server", "nope")
            #expect(unknown.ending == .exited(64) && unknown.lines.isEmpty)
            let sentence = "the journal has no event of a server called nope"
            #expect(unknown.complaint.hasPrefix(sentence), "\(unknown.complaint)")
            #expect(try await tool("events", "--follow", "--until", "today").ending == .exited(64))
        }
    }

    @Test("forged entries are not shown")
    func forgedEntriesAreNotShown() async throws {
        try await self.withJournal(forged: [1, 2]) { events, tool, _ in
            let shown = try await tool("events", "--json").lines.compactMap { DaemonEvent(line: $0) }
            #expect(shown.map(\.message) == [events[0].message] + events[3...].map(\.message))
        }
    }

    @Test("an event that was written again after a crash is shown once, in one run and over two")
    func anEventThatWasWrittenAgainIsShownOnce() async throws {
        try await self.withJournal(again: 2) { events, tool, _ in
            func shown(_ outcome: CommandOutcome) -> [String] {
                outcome.lines.compactMap { DaemonEvent(line: $0)?["PLEX_EVENT_ID"] }
            }
            let names = events.compactMap { $0["PLEX_EVENT_ID"] }
            #expect(Set(names).count == events.count)
            let all = try await tool("events", "--json")
            #expect(shown(all) == names)
            let cursors = all.lines.compactMap { DaemonEvent(line: $0)?["__CURSOR"] }
            let last = try #require(cursors.last)
            #expect(try await tool("events", "--json", "--after-cursor", last).lines.isEmpty)
            #expect(shown(try await tool("events", "--json", "--lines", "3")) == names.suffix(3))
            let middle = cursors[events.count - 3]
            #expect(shown(try await tool("events", "--json", "--after-cursor", middle)) == names.suffix(2))
        }
    }

    @Test("each run continues where the last one ended")
    func eachRunContinuesWhereTheLastOneEnded() async throws {
        try await self.withJournal { events, tool, home in
            let cursor = "\(home.path)/cursor"
            let names = ["started", "stop-requested", "stop-confirmed"]
            var shown: [String] = []
            for name in names {
                shown += try await tool("events", "--json", "--event", name, "--cursor-file", cursor).lines
                    .compactMap { DaemonEvent(line: $0)?.name }
            }
            #expect(shown == events.map(\.name).filter(names.contains))
            #expect(try await tool("events", "--cursor-file", "/nonexistent/cursor").ending == .exited(77))
        }
    }

    @Test("entries after until are shown by the next run")
    func entriesAfterUntilAreShownByTheNextRun() async throws {
        try await self.withJournal { events, tool, home in
            let cursor = "\(home.path)/cursor"
            let before = try await tool("events", "--until", "2020-01-01", "--cursor-file", cursor)
            #expect(before.ending == .exited(0) && before.lines.isEmpty)
            let all = try await tool("events", "--json", "--cursor-file", cursor).lines
            #expect(all.compactMap { DaemonEvent(line: $0)?.message } == events.map(\.message))
        }
    }

    @Test("a full disk is reported and no cursor is stored")
    func aFullDiskIsReportedAndNoCursorIsStored() async throws {
        try await self.withJournal { _, _, home in
            let tool = try ChildProcess.program("plex-activityctl")
            let file = "--file \(home.path)/events.journal"
            let cursor = "\(home.path)/cursor"
            let rules = try home.write(RuleText(conditions: "running-for = \"1h\"").text, to: "rules.toml")
            for command in [
                "events \(file) --cursor-file \(cursor)", "replay --journal --rules \(rules) \(file)", "--help",
            ] {
                let outcome = try await home.run("/bin/sh", ["-c", "\(tool) \(command) > /dev/full"])
                #expect(outcome.ending == .exited(1), "\(command)")
                let reason = "standard output cannot be written: no space left on the device\n"
                #expect(outcome.complaint.hasSuffix(reason), "\(outcome.complaint)")
            }
            #expect(Home.text(of: cursor).isEmpty)
            // A reader that leaves early is not a failure.
            let some = try await home.run("/bin/sh", ["-c", "(\(tool) events \(file); echo $? >&2) | head -n 1"])
            #expect(some.lines.count == 1 && some.complaint == "0\n", "\(some)")
        }
    }

    @Test("a user without permission is told so")
    func aUserWithoutPermissionIsToldSo() async throws {
        try await Stage.with { stage in
            try await stage.withOpenDirectory { path in
                let manager = FileManager.default
                for (name, mode) in [("system.journal", 0), ("user-1000.journal", 0o644)] {
                    #expect(manager.createFile(atPath: "\(path)/\(name)", contents: Data()))
                    try manager.setAttributes([.posixPermissions: mode], ofItemAtPath: "\(path)/\(name)")
                }
                for command in [["events"], ["replay", "--journal", "--rules", "/dev/null"]] {
                    let outcome = try await stage.runUnprivileged(command + ["--directory", path], in: path)
                    #expect(outcome.code == 77, "\(outcome)")
                }
                // Without a system journal, a user's journal is enough.
                try manager.removeItem(atPath: "\(path)/system.journal")
                let own = try await stage.runUnprivileged(["events", "--directory", path], in: path)
                #expect(own.code == 0, "\(own)")
            }
        }
    }

    @Test("a past decision is explained from its entry")
    func aPastDecisionIsExplainedFromItsEntry() async throws {
        try await self.withJournal { events, tool, _ in
            let lines = try await tool("events", "--json", "--event", "stop-requested").lines
            let requested = try #require(lines.first.flatMap { DaemonEvent(line: $0) })
            let outcome = try await tool("explain", "--entry", try #require(requested["__CURSOR"]))
            #expect(outcome.ending == .exited(0))
            #expect(outcome.lines.contains("message        \(requested.message)"))
            #expect(outcome.lines.contains("remedy         stop-section-refresh"))
            let tree = try #require(outcome.lines.last)
            #expect(tree.hasPrefix("└─ true  no-progress-for  "))
            #expect(tree.hasSuffix("(limit 3s)"))
            #expect(try await tool("explain", "--entry", "s=00;i=1").ending == .exited(1))
        }
    }

    @Test("without a journal the tool says so")
    func withoutAJournalTheToolSaysSo() async throws {
        try await Stage.with { stage in
            let program = try ChildProcess.program("plex-activityctl")
            let outcome = try await stage.home.run(program, ["events", "--directory", stage.home.runtime])
            #expect(outcome.ending == .exited(69))
            #expect(outcome.complaint.contains("there is no journal file in"))
        }
    }
}
