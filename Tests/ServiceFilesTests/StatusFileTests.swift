// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import Glibc
import PlexModel
import Testing

@testable import ServiceFiles

/// A status file and its content.
@Suite struct StatusFileTests {
    /// The report of a monitor that has seen one scan and has one rule.
    private static let report: StatusReport = {
        var monitor = Monitor()
        let now = Instant(nanoseconds: 0)
        let rule = Rule(
            name: "stuck", summary: "A stuck scan", file: "/etc/stuck.toml",
            match: ActivityMatch(types: [Glob("library.update.section")]),
            conditions: [.noProgressFor(.minutes(30)), .streamsAtLeast(1)], conduct: .observe(StopPlan()))
        let scan = Activity(
            id: ActivityID("a"), type: .libraryUpdateSection, title: "Scanning", progress: .percent(42),
            isCancellable: false)
        let inputs: [Input] = [
            .configure(MonitorSettings(generation: 3, servers: [ServerSettings(name: "home")], rules: [rule])),
            .identity(server: "home", ServerIdentity(machineIdentifier: "machine", version: "1.43.0")),
            .poll(server: "home", sentAt: now, .snapshot(ActivitySnapshot(activities: [scan]))),
        ]
        for input in inputs { _ = monitor.handle(input, at: now) }
        return monitor.status(at: now)
    }()

    /// A status with all members, written now by a process.
    private static func status(
        pid: Int32 = ProcessInfo.processInfo.processIdentifier, pause: Pause = .none
    ) -> StatusDocument {
        let now = WallTime.now.text
        var counters = EventCounters()
        counters.count(Event(kind: .started, message: "m", fields: [EventField(.rule, "stuck")]))
        return StatusDocument(
            programVersion: "1.2.3", pid: pid, writtenAt: now, startedAt: now, rejectedConfiguration: "line 1",
            pause: pause,
            polls: [
                PollStatus(
                    server: "home", lastPoll: now, lastAnswer: now, lastError: "refused",
                    intervalMicroseconds: 10_000_000)
            ],
            streams: [
                StreamConnectionStatus(
                    server: "home", transport: "eventsource", state: "waiting", lastError: "refused", nextAttempt: now)
            ],
            monitor: Self.report, counters: counters)
    }

    private static func reading(_ bytes: [UInt8]) throws -> StatusDocument {
        try StatusFile.status(of: bytes, path: "status.json")
    }

    @Test(
        "what is written is read again as it was",
        arguments: [Pause.none, .untilLifted, .until(WallTime(microseconds: 1_795_378_503_000_000))])
    func whatIsWrittenIsReadAgainAsItWas(pause: Pause) throws {
        let status = Self.status(pause: pause)
        let bytes = try StatusFile.bytes(of: status)
        let read = try Self.reading(bytes)
        #expect(read == status)
        #expect(read.streams.first?.transport == "eventsource")
        let conditions = read.monitor.servers[0].activities[0].rules?.first?.conditions
        #expect(conditions?.map(\.truth.word) == ["false", "unknown"])
        #expect(try StatusFile.bytes(of: read) == bytes)
    }

    @Test("a status without a pause says so")
    func aStatusWithoutAPauseSaysSo() throws {
        let text = String(decoding: try StatusFile.bytes(of: Self.status()), as: UTF8.self)
        #expect(text.contains("\"pause\" : null") && text.hasSuffix("}\n"))
    }

    @Test("a status may lack what other programs do not write")
    func aStatusMayLackWhatOtherProgramsDoNotWrite() throws {
        let text = """
            {"version":1,"programVersion":"1","pid":7,"writtenAt":"x","startedAt":"x","polls":[],
            "monitor":{"generation":1,"isPaused":false,"servers":[]}}
            """
        let read = try Self.reading(Array(text.utf8))
        #expect(read.streams.isEmpty && read.pause == .none && read.counters == EventCounters())
    }

    @Test("what cannot be understood is no status", arguments: ["", "{", "[]", "{\"version\": 1}", "{\"version\": 2}"])
    func whatCannotBeUnderstoodIsNoStatus(text: String) {
        #expect {
            _ = try StatusFile.status(of: Array(text.utf8), path: "/run/x/status.json")
        } throws: { error in
            guard case .unreadable(let words) = error as? StatusFailure else { return false }
            return words.contains("/run/x/status.json") && words.contains("use the plex-activityctl")
        }
    }

    @Test("without the file no service runs")
    func withoutTheFileNoServiceRuns() {
        #expect {
            _ = try StatusFile(directory: "/nowhere").readRunning()
        } throws: { error in
            guard case .notRunning = error as? StatusFailure else { return false }
            return true
        }
    }

    @Test("an old file tells of no running service", arguments: [(-45.0, "process"), (-3_600, "1 h")])
    func anOldFileTellsOfNoRunningService(seconds: Double, words: String) throws {
        var status = Self.status()
        status.writtenAt = WallTime(seconds: WallTime.now.seconds + Int64(seconds)).text
        try Self.withFile(status) { directory in
            #expect {
                _ = try StatusFile(directory: directory).readRunning()
            } throws: { error in
                guard case .notRunning(let text) = error as? StatusFailure else { return false }
                return text.contains(words)
            }
        }
    }

    @Test("a file of a process that is gone tells of no running service")
    func aFileOfAProcessThatIsGoneTellsOfNoRunningService() throws {
        // No process has the largest pid that there can be, PID_MAX_LIMIT of proc(5), and one.
        try Self.withFile(Self.status(pid: 4_194_305)) { directory in
            #expect {
                _ = try StatusFile(directory: directory).readRunning()
            } throws: { error in
                guard case .notRunning(let text) = error as? StatusFailure else { return false }
                return text.contains("is gone")
            }
        }
    }

    @Test("a file of a process that has ended and was not waited for tells of no running service")
    func aFileOfAProcessThatHasEndedAndWasNotWaitedForTellsOfNoRunningService() throws {
        var pid = pid_t()
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
        #expect(unsafe posix_spawn(&pid, "/bin/true", nil, nil, &arguments, nil) == 0)
        var information = unsafe siginfo_t()
        // It stays as it is until somebody waits for it in earnest.
        while unsafe waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        defer { waitpid(pid, nil, 0) }
        try Self.withFile(Self.status(pid: pid)) { directory in
            #expect {
                _ = try StatusFile(directory: directory).readRunning()
            } throws: { error in
                guard case .notRunning(let text) = error as? StatusFailure else { return false }
                return text.contains("process \(pid) is gone")
            }
        }
    }

    @Test("the file of a process that runs is its status")
    func theFileOfAProcessThatRunsIsItsStatus() throws {
        let status = Self.status()
        try Self.withFile(status) { directory in
            let (read, text) = try StatusFile(directory: directory).readRunning()
            #expect(read == status)
            #expect(try Array(text.utf8) == StatusFile.bytes(of: status))
        }
    }

    private static func withFile(_ status: StatusDocument, _ body: (String) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        try StatusFile(directory: directory.path).write(status)
        try body(directory.path)
    }
}
