// SPDX-License-Identifier: Apache-2.0
import Glibc
import PlexModel
import PlexSimulator
import Testing

/// `plex-activityctl watch` on real screens, and without a screen.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct WatchTests {
    private static let titles = ["Scanning Movies", "千と千尋の神隠し", "Film 🎬🍿", "סריקת סרטים"]

    private static func plans(_ count: Int) -> [ActivityPlan] {
        (0..<count).map { index in
            ActivityPlan(
                type: .libraryUpdateSection, titles: [Self.titles[index % Self.titles.count]], section: SectionID("2"),
                uuid: "uuid\(10_000 + index)", course: Course(from: 42, stick: .percent(42)))
        }
    }

    private static func command(_ stage: Stage) throws -> String {
        "\(try ChildProcess.program("plex-activityctl")) watch --config \(stage.home.configuration)"
    }

    @Test("the screen holds what fits in its columns", arguments: [(80, 24), (200, 50)], [0, 1, 500])
    func theScreenHoldsWhatFitsInItsColumns(size: (columns: Int, rows: Int), count: Int) async throws {
        try await Stage.with(Self.plans(count), notifications: "eventsource") { stage in
            let screen = try await Screen.open(
                try Self.command(stage), columns: size.columns, rows: size.rows, on: stage)
            let heading = "home: \(count == 1 ? "1 activity" : "\(count) activities"), live"
            // A slow terminal may show the heading before the last row.
            let rows = try await screen.rows { rows in
                rows.first?.hasPrefix(heading) == true && (count < 500 || rows.last?.hasPrefix("and ") == true)
            }
            try await screen.close()
            #expect(rows.first?.hasPrefix(heading) == true, "\(rows)")
            #expect(rows.count <= size.rows)
            for row in rows { #expect(Screen.cells(row) <= size.columns, "\(row)") }
            let bars = rows.filter { $0.contains("[####------] 42%") }
            #expect(bars.count == min(count, size.rows - 3))
            // The text before the bar is ASCII, so the bar begins in the same column on each row and in the heading.
            let columns = Set(bars.map { $0.prefix { $0 != "[" }.count })
            let title = rows.dropFirst().first?.replacing("TYPE", with: "kind").prefix { $0 != "P" }.count
            if count == 0 {
                #expect(rows.dropFirst().first == "  no activities")
            } else {
                #expect(columns == [title])
            }
            if count == 500 {
                #expect(rows.last == "and \(500 - (size.rows - 3)) more activities")
                for words in Self.titles { #expect(bars.contains { $0.hasSuffix(words) }, "\(words)") }
            }
        }
    }

    @Test("it follows the server, survives a resize, and gives the terminal back")
    func itFollowsTheServerSurvivesAResizeAndGivesTheTerminalBack() async throws {
        try await Stage.with(Self.plans(2), notifications: "eventsource") { stage in
            let command = try Self.command(stage)
            let screen = try await Screen.open(
                "echo before; \(command) --interval 1h; echo ended $?; stty | grep -e -echo; exec cat", columns: 80,
                rows: 24,
                on: stage)
            _ = try await screen.rows { $0.first?.hasPrefix("home: 2 activities, live") == true }
            // The next poll is an hour away, so only the stream can bring the change.
            stage.endActivity("uuid10000")
            let fewer = try await screen.rows { $0.first?.hasPrefix("home: 1 activity, live") == true }
            #expect(fewer.count { $0.contains("42%") } == 1, "\(fewer)")

            try await screen.resize(columns: 200, rows: 10)
            let wide = try await screen.rows { $0.contains { $0.contains("NO CHANGE") } }
            #expect(wide.contains { $0.contains("NO CHANGE") })
            try await screen.resize(columns: 60, rows: 6)
            let narrow = try await screen.rows { !$0.contains { $0.contains("NO CHANGE") } }
            #expect(narrow.count { $0.contains("42%") } == 1)
            #expect(narrow.allSatisfy { Screen.cells($0) <= 60 })

            try await screen.press("q")
            let after = try await screen.rows { $0.contains("ended 0") }
            try await screen.close()
            // After a smaller size in between, the terminal may wrap the end of a row into the restored screen. The
            // view's rows are gone, and the earlier text is back.
            let left = after.filter { !$0.isEmpty }
            #expect(left.count == 2 && left.first?.hasSuffix("before") == true && left.last == "ended 0", "\(left)")
        }
    }

    /// SIGHUP with its default action, and ignored as under nohup(1).
    @Test("it ends when its terminal is gone", arguments: ["", "trap '' HUP; "])
    func itEndsWhenItsTerminalIsGone(beforehand: String) async throws {
        try await Stage.with(Self.plans(1), notifications: "eventsource") { stage in
            let file = "\(stage.home.path)/pid"
            let screen = try await Screen.open(
                "\(beforehand)echo $$ > \(file); exec \(try Self.command(stage))", columns: 80, rows: 24, on: stage)
            _ = try await screen.rows { $0.first?.hasPrefix("home: 1 activity, live") == true }
            let pid = try #require(Int32(Home.text(of: file).filter { $0 != "\n" }))
            try await screen.close()
            try await stage.streamsAre(open: 0)
            try await ChildProcess.ending(of: pid)
        }
    }

    @Test("it ends when the reader of its lines has gone")
    func itEndsWhenTheReaderOfItsLinesHasGone() async throws {
        try await Stage.with(Self.plans(1), notifications: "eventsource") { stage in
            // The shell ends after all its programs.
            let outcome = try await stage.run("/bin/sh", ["-c", "\(try Self.command(stage)) | head -n 1"])
            #expect(outcome.lines == ["Scanning Movies: already running (library.update.section, Movies)"])
            #expect(outcome.code == 0)
        }
    }

    @Test("it reports a failed write")
    func itReportsAFailedWrite() async throws {
        try await Stage.with(Self.plans(1)) { stage in
            let outcome = try await stage.run("/bin/sh", ["-c", "\(try Self.command(stage)) > /dev/full"])
            #expect(outcome.code == 1)
            #expect(outcome.complaint == "standard output cannot be written: no space left on the device\n")
        }
    }

    @Test("without a terminal each change is a line")
    func withoutATerminalEachChangeIsALine() async throws {
        try await Stage.with(Self.plans(1), notifications: "eventsource") { stage in
            let lines = Observed(CommandOutcome())
            let process = try ChildProcess.start(
                try ChildProcess.program("plex-activityctl"),
                arguments: ["watch", "--config", stage.home.configuration], environment: ["PATH": "/usr/bin:/bin"],
                standardError: "\(stage.home.path)/complaint",
                onLines: { new in lines.change { $0.lines += new } },
                onEnd: { ending in lines.change { $0.ending = ending } })
            let first = await lines.first(within: Daemon.patience) { $0.lines.first }
            #expect(first == "Scanning Movies: already running (library.update.section, Movies)")
            stage.endActivity("uuid10000")
            let second = await lines.first(within: Daemon.patience) { $0.lines.dropFirst().first }
            #expect(second?.hasPrefix("Scanning Movies: ended at 42 % after ") == true, "\(second ?? "")")
            process.signal(SIGTERM)
            let ending = await lines.first(within: Daemon.patience) { $0.ending }
            #expect(ending == .signalled(SIGTERM))
        }
    }
}
