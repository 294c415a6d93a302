// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import Synchronization

/// The real `plex-activityd`, running for a test.
final class Daemon: Sendable {
    /// How long a test waits for what is to happen; far longer than it takes, for the sake of a busy machine.
    static let patience = Duration.seconds(40)

    private struct Log: Sendable {
        var lines: [String] = []
        var events: [DaemonEvent] = []
        var ending: ChildProcess.Ending?
    }

    /// Its directories.
    let home: Home
    /// Whether all of its output is events.
    let writesJSON: Bool
    private let process: ChildProcess
    private let log: Observed<Log>
    /// How many events have been passed by ``next(_:within:where:)``.
    private let position = Mutex(0)

    /// Starts the program that lies beside the test's, or the one that `PLEX_ACTIVITYD` names.
    ///
    /// - Parameters:
    ///   - arguments: All arguments.
    ///   - variables: Further variables of its environment.
    init(home: Home, arguments: [String], variables: [String: String] = [:]) throws {
        let log = Observed(Log())
        self.home = home
        self.log = log
        self.writesJSON = arguments.contains("json")
        self.process = try ChildProcess.start(
            try Self.program(),
            arguments: arguments,
            environment: [
                "PATH": "/usr/bin:/bin", "TZ": "UTC", "STATE_DIRECTORY": home.state, "RUNTIME_DIRECTORY": home.runtime,
                // As the unit has it.
                "MALLOC_ARENA_MAX": "2",
            ].merging(variables) { $1 },
            standardError: home.standardError,
            onLines: { lines in
                let events = lines.compactMap { DaemonEvent(line: $0) }
                log.change { log in
                    log.lines += lines
                    log.events += events
                }
            },
            onEnd: { ending in log.change { $0.ending = ending } }
        )
    }

    /// Starts it with its configuration and JSON lines; armed rules act.
    convenience init(home: Home) throws {
        try self.init(home: home, arguments: ["--config", home.configuration, "--output", "json", "--enforce"])
    }

    /// The process.
    var pid: pid_t { self.process.pid }
    /// All lines so far.
    var lines: [String] { self.log.value.lines }
    /// All events so far.
    var events: [DaemonEvent] { self.log.value.events }
    /// How it ended; nil while it runs.
    var ending: ChildProcess.Ending? { self.log.value.ending }
    /// What it has written to standard error, and those before it in the same home.
    var standardError: String { Home.text(of: self.home.standardError) }

    /// The events of these names so far.
    func events(_ names: String...) -> [DaemonEvent] {
        self.events.filter { names.contains($0.name) }
    }

    /// The next event of this name that satisfies a condition, after the one that was returned last.
    @discardableResult
    func next(
        _ name: String,
        within limit: Duration = Daemon.patience,
        where accepts: @Sendable (DaemonEvent) -> Bool = { _ in true }
    ) async throws -> DaemonEvent {
        let position = self.position.withLock { $0 }
        let found = await self.log.first(within: limit) { log -> (Int, DaemonEvent)?? in
            let index = log.events[position...].firstIndex { $0.name == name && accepts($0) }
            if let index { return (index, log.events[index]) }
            return log.ending == nil ? nil : .some(nil)
        }
        guard let (index, event) = found ?? nil else { throw self.disappointment("no event \(name)") }
        self.position.withLock { $0 = index + 1 }
        return event
    }

    /// The first line with this text.
    @discardableResult
    func line(containing text: String, within limit: Duration = Daemon.patience) async throws -> String {
        let found = await self.log.first(within: limit) { log in log.lines.first { $0.contains(text) } }
        guard let found else { throw self.disappointment("no line with \(text)") }
        return found
    }

    /// Waits until so many events of a name have come.
    func count(of name: String, atLeast count: Int, within limit: Duration = Daemon.patience) async throws {
        let found = await self.log.first(within: limit) { log in
            log.events.count { $0.name == name } >= count ? true : nil
        }
        guard found != nil else {
            throw self.disappointment("only \(self.events(name).count) events \(name) instead of \(count)")
        }
    }

    /// Sends a signal.
    func signal(_ number: Int32) {
        self.process.signal(number)
    }

    /// Waits for its end.
    func end(within limit: Duration = Daemon.patience) async throws -> ChildProcess.Ending {
        guard let ending = await self.log.first(within: limit, { $0.ending }) else {
            throw self.disappointment("it has not ended within \(limit)")
        }
        return ending
    }

    /// Asks it to end, and waits for that.
    func terminate() async throws -> ChildProcess.Ending {
        self.signal(SIGTERM)
        return try await self.end()
    }

    /// The error of a wait in vain, with what the daemon said last.
    func disappointment(_ what: String) -> HarnessError {
        HarnessError(
            """
            \(what); ended: \(self.ending.map { "\($0)" } ?? "no"); the last lines were
            \(self.lines.suffix(12).map { String($0.prefix(600)) }.joined(separator: "\n"))
            and standard error was
            \(self.standardError.suffix(2000))
            """)
    }

    private static func program() throws -> String {
        if let named = unsafe getenv("PLEX_ACTIVITYD") { return unsafe String(cString: named) }
        return try ChildProcess.program("plex-activityd")
    }
}

// MARK: What /proc says of it

extension Daemon {
    /// The most memory that was resident at once, in KiB: `VmHWM` of proc(5).
    var peakMemory: Int { self.kibibytes("VmHWM") }

    /// The pages of programs and libraries among the resident memory, in KiB: `RssFile` of proc(5).
    var programMemory: Int { self.kibibytes("RssFile") }

    /// A line of /proc/PID/status, 0 when it is not there.
    private func kibibytes(_ name: String) -> Int {
        let lines = Home.text(of: "/proc/\(self.pid)/status").split(separator: "\n")
        let words = lines.first { $0.hasPrefix("\(name):") }?.split { $0 == " " || $0 == "\t" } ?? []
        return words.count > 1 ? Int(words[1]) ?? 0 : 0
    }

    /// Its argument list.
    var commandLine: String { Home.text(of: "/proc/\(self.pid)/cmdline") }
}
