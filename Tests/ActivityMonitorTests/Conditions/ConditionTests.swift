// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import Testing

/// The table of `docs/rules.md`: one test for each condition and each value that it can have.
@Suite("Conditions")
struct ConditionTests {
    /// What a rule of the given keys makes of a scan: the scan is the first thing that happens on the server.
    private enum Verdict {
        /// It would act.
        case holds
        /// It does nothing, and knows why.
        case fails
        /// It does nothing, for want of knowledge.
        case unknown
    }

    /// Judges keys of a rule on what happens.
    private static func judge(_ keys: String, _ lines: String...) throws -> Verdict {
        let rule = "rule r type=library.update.section \(keys) mode=observe"
        let told = try TranscriptStage.play(
            (["until 20m", "window now from=00:00 to=01:00", rule] + lines).joined(separator: "\n"))
        if !told.all(.wouldStop).isEmpty { return .holds }
        return told.all(.ruleUndecided).isEmpty ? .fails : .unknown
    }

    /// A scan that stays at 10 %.
    private static let still = "t=5s start s library.update.section section=2 progress=10"
    /// A scan that moves.
    private static let moving = "t=5s start s library.update.section section=2 progress=10..90 over=20m"
    /// A scan that says neither how far it is nor which library it is of.
    private static let silent = "t=5s start s library.update.section progress=?"
    /// A scan of which the server shows rows that contradict each other.
    private static let contradictory = "t=5s start s library.update.section section=2 progress=10 contradictory=yes"
}

extension ConditionTests {
    @Test("running-for: true once it has been seen for as long")
    func runningForTrue() throws { #expect(try Self.judge("running-for=10m", Self.moving) == .holds) }

    @Test("running-for: false before, and over an outage")
    func runningForFalse() throws {
        #expect(try Self.judge("running-for=30m", Self.moving) == .fails)
        #expect(try Self.judge("running-for=15m", Self.moving, "t=1m fails timed-out", "t=17m answers") == .fails)
    }

    @Test("any condition: unknown while rows of the uuid contradict each other")
    func contradictoryRows() throws {
        #expect(try Self.judge("running-for=5m", Self.moving, "t=1m change s contradictory=yes") == .unknown)
    }

    @Test("no-progress-for: true when neither progress nor title nor subtitle has changed for as long")
    func noProgressTrue() throws { #expect(try Self.judge("no-progress-for=10m", Self.still) == .holds) }

    @Test("no-progress-for: false when one of them has")
    func noProgressFalse() throws {
        #expect(try Self.judge("no-progress-for=10m", Self.moving) == .fails)
        #expect(
            try Self.judge("no-progress-for=10m", Self.still, "t=9m change s subtitle=B", "t=18m change s title=C")
                == .fails)
    }

    @Test("no-progress-for: unknown without progress, until a text has changed")
    func noProgressUnknown() throws {
        #expect(try Self.judge("no-progress-for=10m", Self.silent) == .unknown)
        #expect(try Self.judge("no-progress-for=10m", Self.silent, "t=1m change s subtitle=B") == .holds)
    }

    @Test("progress-below: true below the number")
    func progressBelowTrue() throws { #expect(try Self.judge("progress-below=11", Self.still) == .holds) }

    @Test("progress-below: false at the number and above it")
    func progressBelowFalse() throws { #expect(try Self.judge("progress-below=10", Self.still) == .fails) }

    @Test("progress-below: unknown without progress")
    func progressBelowUnknown() throws { #expect(try Self.judge("progress-below=50", Self.silent) == .unknown) }

    @Test("progress-above: true above the number")
    func progressAboveTrue() throws { #expect(try Self.judge("progress-above=9", Self.still) == .holds) }

    @Test("progress-above: false at the number and below it")
    func progressAboveFalse() throws { #expect(try Self.judge("progress-above=10", Self.still) == .fails) }

    @Test("progress-above: unknown without progress")
    func progressAboveUnknown() throws { #expect(try Self.judge("progress-above=0", Self.silent) == .unknown) }

    @Test("duplicates-at-least: true when so many of one server, type and section are there")
    func duplicatesTrue() throws {
        let second = "t=1m start t library.update.section section=2 progress=10"
        #expect(try Self.judge("duplicates-at-least=2", Self.still, second) == .holds)
    }

    @Test("duplicates-at-least: false when fewer are there, or those of another section")
    func duplicatesFalse() throws {
        let other = "t=1m start t library.update.section section=3 progress=10"
        #expect(try Self.judge("duplicates-at-least=2", Self.still, other) == .fails)
    }

    @Test("duplicates-at-least: unknown while no section is named")
    func duplicatesUnknown() throws {
        #expect(try Self.judge("duplicates-at-least=2", Self.silent) == .unknown)
    }

    @Test("streams-at-least: true when so many play or buffer")
    func streamsTrue() throws {
        #expect(try Self.judge("streams-at-least=2", Self.still, "t=1m playing 2") == .holds)
    }

    @Test("streams-at-least: false when fewer do; paused ones do not count")
    func streamsFalse() throws {
        #expect(try Self.judge("streams-at-least=2", Self.still, "t=1m playing 1 paused=3") == .fails)
    }

    @Test("streams-at-least: unknown while the sessions cannot be read")
    func streamsUnknown() throws {
        #expect(try Self.judge("streams-at-least=2", Self.still, "t=0 playing ?") == .unknown)
    }

    @Test("transcodes-at-least: true when so many of them are transcoded")
    func transcodesTrue() throws {
        #expect(try Self.judge("transcodes-at-least=1", Self.still, "t=1m playing 2 transcoding=1") == .holds)
    }

    @Test("transcodes-at-least: false when fewer are")
    func transcodesFalse() throws {
        #expect(try Self.judge("transcodes-at-least=1", Self.still, "t=1m playing 2") == .fails)
    }

    @Test("transcodes-at-least: unknown while the sessions cannot be read")
    func transcodesUnknown() throws {
        #expect(try Self.judge("transcodes-at-least=1", Self.still, "t=0 playing ?") == .unknown)
    }

    /// A scan that waits at 0 %, and the beginning of another that moves.
    private static let waiting = "t=0 sections 2=Movies 3=TV\nt=5s start s library.update.section section=2 progress=0"
    private static let turn = "t=5s start o library.update.section section=3"

    @Test("queue-still-for: true once it has moved itself, or when no other work of its type has for as long")
    func queueStillTrue() throws {
        #expect(try Self.judge("queue-still-for=10m", Self.waiting) == .holds)
        #expect(try Self.judge("queue-still-for=10m", Self.waiting, "\(Self.turn) progress=5..40 over=5m") == .holds)
        #expect(
            try Self.judge(
                "queue-still-for=10m section=2", Self.waiting, "t=15s change s progress=1",
                "\(Self.turn) progress=5..90 over=20m") == .holds)
        let text = "t=1m change s subtitle=B"
        #expect(
            try Self.judge("queue-still-for=10m section=2", Self.waiting, text, "\(Self.turn) progress=5..90 over=20m")
                == .holds)
    }

    @Test("queue-still-for: false while it stays at 0 % and another has moved or ended within that time")
    func queueStillFalse() throws {
        let moving = "\(Self.turn) progress=5..90 over=20m"
        #expect(try Self.judge("queue-still-for=10m section=2", Self.waiting, moving) == .fails)
        let named = "t=0 sections 2=Movies 3=TV\nt=5s start s library.update.section title=Scanning progress=0"
        let naming = "t=15s change s section=2 title=Movies"
        #expect(try Self.judge("queue-still-for=10m section=2", named, naming, moving) == .fails)
        let ending = "\(Self.turn) progress=5..90 over=10m for=12m"
        #expect(try Self.judge("queue-still-for=10m section=2", Self.waiting, ending) == .fails)
        let metadata = "t=5s start o library.refresh.items progress=5..90 over=20m"
        #expect(try Self.judge("queue-still-for=10m section=2", Self.waiting, metadata) == .holds)
    }

    @Test("queue-still-for: unknown without progress, until a text has changed")
    func queueStillUnknown() throws { #expect(try Self.judge("queue-still-for=10m", Self.silent) == .unknown) }

    @Test("slower-than-usual: true above so many times the 95th percentile of the last runs")
    func slowerTrue() throws {
        let runs = "t=5s series r library.update.section count=5 each=1m pause=30s section=2 progress=10"
        let slow = "t=10m start s library.update.section section=2 progress=10"
        #expect(try Self.judge("slower-than-usual=3 running-for=2m", runs, slow) == .holds)
    }

    @Test("slower-than-usual: false up to that")
    func slowerFalse() throws {
        let runs = "t=5s series r library.update.section count=5 each=1m pause=30s section=2 progress=10"
        let usual = "t=10m start s library.update.section section=2 progress=10 for=2m20s"
        #expect(try Self.judge("slower-than-usual=3 running-for=2m", runs, usual) == .fails)
    }

    @Test("slower-than-usual: unknown below five runs, or while no section is named")
    func slowerUnknown() throws {
        let runs = "t=5s series r library.update.section count=4 each=1m pause=30s section=2 progress=10"
        let slow = "t=10m start s library.update.section section=2 progress=10"
        #expect(try Self.judge("slower-than-usual=3 running-for=2m", runs, slow) == .unknown)
        #expect(try Self.judge("slower-than-usual=3 running-for=2m", Self.silent) == .unknown)
    }

    @Test("starts-at-least: true when work of the server, type and section has started so often in that time")
    func startsTrue() throws {
        let runs = "t=5s series r library.update.section count=5 each=1m pause=30s section=2 progress=10"
        #expect(try Self.judge("starts-at-least=5 starts-within=10m", runs) == .holds)
    }

    @Test("starts-at-least: false when it has started less often, or longer ago")
    func startsFalse() throws {
        let runs = "t=5s series r library.update.section count=5 each=1m pause=30s section=2 progress=10"
        #expect(try Self.judge("starts-at-least=6 starts-within=10m", runs) == .fails)
        #expect(try Self.judge("starts-at-least=5 starts-within=5m", runs) == .fails)
    }

    @Test("starts-at-least: unknown while no section is named")
    func startsUnknown() throws {
        #expect(try Self.judge("starts-at-least=1 starts-within=10m", Self.silent) == .unknown)
    }

    @Test("during: true while a window is open")
    func duringTrue() throws {
        #expect(try Self.judge("during=now", Self.still, "clock mon 00:30") == .holds)
        #expect(try Self.judge("during=butler", Self.still, Self.butler, Self.hours, "clock mon 03:00") == .holds)
    }

    /// A window of the server's maintenance.
    private static let butler = "window butler of=server"
    /// The hours of that maintenance.
    private static let hours = "t=0 maintenance 2-5"

    @Test("during: false while none is")
    func duringFalse() throws {
        #expect(try Self.judge("during=now", Self.still, "clock mon 01:00") == .fails)
        #expect(try Self.judge("during=butler", Self.still, Self.butler, Self.hours, "clock mon 05:00") == .fails)
    }

    @Test("during: unknown while the local time is, or the hours of the server")
    func duringUnknown() throws {
        #expect(try Self.judge("during=now", Self.still) == .unknown)
        #expect(try Self.judge("during=butler", Self.still, Self.butler, "clock mon 03:00") == .unknown)
    }

    @Test("not-during: true while no window is open")
    func notDuringTrue() throws {
        #expect(try Self.judge("not-during=now", Self.still, "clock mon 01:00") == .holds)
        #expect(try Self.judge("not-during=butler", Self.still, Self.butler, Self.hours, "clock mon 05:00") == .holds)
    }

    @Test("not-during: false while one is")
    func notDuringFalse() throws {
        #expect(try Self.judge("not-during=now", Self.still, "clock mon 00:30") == .fails)
        #expect(try Self.judge("not-during=butler", Self.still, Self.butler, Self.hours, "clock mon 03:00") == .fails)
    }

    @Test("not-during: unknown while the local time is, or the hours of the server")
    func notDuringUnknown() throws {
        #expect(try Self.judge("not-during=now", Self.still) == .unknown)
        #expect(try Self.judge("not-during=butler", Self.still, Self.butler, "clock mon 03:00") == .unknown)
    }

    @Test("for: true once all of the above has held for as long without a break")
    func forTrue() throws { #expect(try Self.judge("running-for=1m for=10m", Self.still) == .holds) }

    @Test("for: an unknown starts it again")
    func forUnknown() throws {
        let gone = ["t=8m playing ?", "t=9m playing 1"]
        #expect(
            try Self.judge("streams-at-least=1 for=15m", Self.still, "t=1m playing 1", gone[0], gone[1]) == .fails)
    }

    @Test("for: false before, and again after anything but true")
    func forFalse() throws {
        let pause = ["t=8m playing 0", "t=9m playing 1"]
        #expect(
            try Self.judge("streams-at-least=1 for=15m", Self.still, "t=1m playing 1", pause[0], pause[1]) == .fails)
        #expect(try Self.judge("streams-at-least=1 for=15m", Self.still, "t=1m playing 1") == .holds)
    }
}

extension ConditionTests {
    @Test("match: true when every key matches")
    func matchTrue() throws {
        #expect(try Self.judge("section=2 user=1 cancellable=false running-for=1m", Self.still) == .holds)
    }

    @Test("match: false when one does not")
    func matchFalse() throws { #expect(try Self.judge("section=2 user=7 running-for=1m", Self.still) == .fails) }

    @Test("match: unknown when one cannot be told, and then the rule does not act")
    func matchUnknown() throws {
        #expect(try Self.judge("section=2 running-for=1m", Self.silent) == .unknown)
        let nobody = "t=5s start s library.update.section section=2 progress=10 user=? cancellable=?"
        #expect(try Self.judge("user=1 running-for=1m", nobody) == .unknown)
        #expect(try Self.judge("cancellable=false running-for=1m", nobody) == .unknown)
        #expect(try Self.judge("section=Films running-for=1m", Self.still) == .unknown)
    }

    @Test("except: true spares")
    func exceptTrue() throws { #expect(try Self.judge("running-for=1m except.section=2", Self.still) == .fails) }

    @Test("except: false does not")
    func exceptFalse() throws {
        #expect(try Self.judge("running-for=1m except.user=7", Self.still) == .holds)
    }

    @Test("except: unknown spares, too")
    func exceptUnknown() throws {
        #expect(try Self.judge("running-for=1m except.section=2", Self.silent) == .unknown)
    }

    @Test("docs/rules.md names each of these tests")
    func documented() throws {
        let file = URL(filePath: #filePath)
        let root = (0..<4).reduce(file) { url, _ in url.deletingLastPathComponent() }
        let page = try String(contentsOf: root.appending(path: "docs/rules.md"), encoding: .utf8)
        let source = try String(contentsOf: file, encoding: .utf8)
        let names = source.split(separator: "\n").compactMap { line -> String? in
            guard line.hasPrefix("    @Test(\""), let end = line.lastIndex(of: "\"") else { return nil }
            return String(line[line.index(line.startIndex, offsetBy: 11)..<end])
        }
        #expect(names.count > 40)
        for name in names where !name.hasPrefix("docs/") {
            #expect(page.contains(name), "docs/rules.md does not name the test \"\(name)\"")
        }
        // And the other way round: no cell names a test that there is not.
        var cells: [String] = []
        for row in page.split(separator: "\n") where row.hasPrefix("| `") {
            for cell in row.split(separator: "|") {
                guard let start = cell.firstIndex(where: { $0 != " " }),
                    let end = cell.lastIndex(where: { $0 != " " })
                else {
                    continue
                }
                cells.append(String(cell[start...end]))
            }
        }
        cells.removeAll { cell in ![": true", ": false", ": unknown"].contains { cell.contains($0) } }
        #expect(cells.count > 40)
        for cell in cells {
            #expect(names.contains(cell), "docs/rules.md names \"\(cell)\", which is no test here")
        }
    }
}
