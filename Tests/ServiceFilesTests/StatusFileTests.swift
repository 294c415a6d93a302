// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import PlexModel
import Testing

@testable import ActivityMonitor
@testable import ServiceFiles

/// A status file and its content.
@Suite struct StatusFileTests {
    /// The report of a monitor that has seen one scan and has one rule.
    private static let report = monitor.status(at: Instant(nanoseconds: 0))
    private static let memory = monitor.memory(of: "home")
    private static let monitor: Monitor = {
        var monitor = Monitor()
        let now = Instant(nanoseconds: 0)
        let rule = Rule(
            name: "stuck", summary: "A stuck scan", file: "/etc/stuck.toml",
            match: ActivityMatch(types: [Glob("library.update.section")]),
            conditions: [.progressAbove(40)], hold: .minutes(1), conduct: .observe(StopPlan()))
        let scan = Activity(
            id: ActivityID("a"), type: .libraryUpdateSection, title: "Scanning", progress: .percent(42),
            isCancellable: false)
        let inputs: [Input] = [
            .configure(MonitorSettings(generation: 3, servers: [ServerSettings(name: "home")], rules: [rule])),
            .identity(server: "home", ServerIdentity(machineIdentifier: "machine", version: "1.43.0")),
            .poll(server: "home", sentAt: now, .snapshot(ActivitySnapshot(activities: [scan]))),
        ]
        for input in inputs { _ = monitor.handle(input, at: now) }
        return monitor
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

    /// The status without what only grows with the time between writing and reading.
    private static func settled(_ status: StatusDocument) -> StatusDocument {
        var settled = status
        for index in settled.monitor.servers.indices {
            settled.monitor.servers[index].stream.ageMicroseconds = nil
            for activity in settled.monitor.servers[index].activities.indices {
                settled.monitor.servers[index].activities[activity].ageMicroseconds = 0
                settled.monitor.servers[index].activities[activity].stalledMicroseconds = 0
                settled.monitor.servers[index].activities[activity].pending = []
            }
        }
        return settled
    }

    @Test(
        "what is written is read again as it was",
        arguments: [Pause.none, .untilLifted, .until(WallTime(microseconds: 1_795_378_503_000_000))])
    func whatIsWrittenIsReadAgainAsItWas(pause: Pause) throws {
        let status = Self.status(pause: pause)
        try Self.withFile(status) { directory in
            let read = try StatusFile(directory: directory).readRunning()
            #expect(Self.settled(read.status) == Self.settled(status))
            #expect(read.memories["home"] == Self.memory)
            let heads = try Self.reading(
                try #require(
                    try AtomicFile(
                        path: "\(directory)/status.json", mode: 0, isSynced: false
                    ).read(limit: 1 << 20)))
            #expect(heads.monitor.servers.map(\.activities.count) == [0], "one line a server")
        }
    }

    @Test("ages grow up to the last answer, and no longer")
    func agesGrow() throws {
        var status = Self.status()
        let written = WallTime(seconds: WallTime.now.seconds - 25)
        status.writtenAt = written.text
        status.polls[0].lastAnswer = nil
        try Self.withFile(status) { directory in
            try Self.setTime(of: "\(directory)/servers/home.json", to: written.seconds + 10)
            let read = try StatusFile(directory: directory).readRunning()
            let activity = read.status.monitor.servers[0].activities[0]
            #expect(activity.ageMicroseconds == 10_000_000)
            #expect(activity.stalledMicroseconds == 10_000_000)
            #expect(activity.pending.map(\.remainingMicroseconds) == [50_000_000])
            #expect(read.ages["home"] == .seconds(10))
            #expect(read.status.polls[0].lastAnswer == WallTime(seconds: written.seconds + 10).text)
        }
        status.monitor.servers[0].state = "unreachable"
        try Self.withFile(status) { directory in
            let read = try StatusFile(directory: directory).readRunning()
            #expect(read.status.monitor.servers[0].activities[0].ageMicroseconds == 0)
            #expect(read.status.polls[0].lastAnswer == nil)
        }
    }

    @Test("a file that still holds is touched, and files of servers that left go")
    func touched() throws {
        try Self.withFile(Self.status()) { directory in
            let file = StatusFile(directory: directory)
            for name in ["status.json", "servers/home.json"] { try Self.setTime(of: "\(directory)/\(name)", to: 1) }
            try file.touch()
            try file.touch(server: "home")
            _ = try file.readRunning()
            #expect(throws: FileError.self) { try file.touch(server: "away") }
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(directory)/servers")
            #expect(attributes[.posixPermissions] as? Int == 0o750)
            file.keep(["away"])
            #expect(try file.readRunning().memories.isEmpty)
            #expect(try FileManager.default.contentsOfDirectory(atPath: "\(directory)/servers").isEmpty)
        }
    }

    @Test("the mark of a status is that of what it says, and not of the time")
    func mark() {
        var status = Self.status()
        let mark = status.mark
        status.writtenAt = "later"
        status.monitor.servers[0].stream.ageMicroseconds = 9
        #expect(status.mark == mark)
        status.monitor.servers[0].failures = 1
        #expect(status.mark != mark)
    }

    private static func setTime(of path: String, to seconds: Int64) throws {
        let time = timespec(tv_sec: Int(seconds), tv_nsec: 0)
        guard unsafe utimensat(AT_FDCWD, path, [time, time], 0) == 0 else {
            throw FileError.last("utimensat", path: path)
        }
    }

    @Test("a status without a pause says so")
    func aStatusWithoutAPauseSaysSo() throws {
        let text = String(decoding: try StatusFile.bytes(of: Self.status()), as: UTF8.self)
        #expect(text.contains("\"pause\":null") && text.hasSuffix("}\n"))
    }

    @Test("a status may lack what other programs do not write")
    func aStatusMayLackWhatOtherProgramsDoNotWrite() throws {
        let text = """
            {"version":2,"programVersion":"1","pid":7,"writtenAt":"x","startedAt":"x","polls":[],
            "monitor":{"generation":1,"isPaused":false,"servers":[]}}
            """
        let read = try Self.reading(Array(text.utf8))
        #expect(read.streams.isEmpty && read.pause == .none && read.counters == EventCounters())
    }

    @Test("what cannot be understood is no status", arguments: ["", "{", "[]", "{\"version\": 2}", "{\"version\": 3}"])
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
        try Self.withFile(Self.status()) { directory in
            try Self.setTime(of: "\(directory)/status.json", to: WallTime.now.seconds + Int64(seconds))
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

    private static func withFile(_ status: StatusDocument, _ body: (String) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        let file = StatusFile(directory: directory.path)
        try file.write(status)
        for server in status.monitor.servers {
            try file.write(ServerDocument(writtenAt: status.writtenAt, server: server, memory: Self.memory))
        }
        try body(directory.path)
    }
}
