// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import Synchronization

/// The real `plex-activityd`, running for a test.
final class Daemon: Sendable {
    /// How long a test waits for an event: much longer than necessary, because the machine may be busy.
    static let patience = Duration.seconds(40)

    private struct Log: Sendable {
        var lines: [String] = []
        var events: [DaemonEvent] = []
        var ending: ChildProcess.Ending?
    }

    /// Its directories.
    let home: Home
    /// Whether its output has only events.
    let writesJSON: Bool
    private let process: ChildProcess
    private let log: Observed<Log>
    /// The number of events that ``next(_:within:where:)`` has passed.
    private let position = Mutex(0)

    /// Starts the program beside the test program, or the program in `PLEX_ACTIVITYD`.
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
                // The unit sets the same variable.
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
    /// The end; nil while it runs.
    var ending: ChildProcess.Ending? { self.log.value.ending }
    /// The standard error of all daemons in the same home.
    var standardError: String { Home.text(of: self.home.standardError) }

    /// The events of these names so far.
    func events(_ names: String...) -> [DaemonEvent] {
        self.events.filter { names.contains($0.name) }
    }

    /// The next event with this name that fulfils a condition, after the last returned event.
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

    /// Waits for this many events with this name.
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

    /// Asks it to end, and waits for its end.
    func terminate() async throws -> ChildProcess.Ending {
        self.signal(SIGTERM)
        return try await self.end()
    }

    /// The error of a wait without a result, with the daemon's last lines.
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

// MARK: Values from /proc

extension Daemon {
    /// The peak of the resident memory, in KiB: `VmHWM` in proc(5).
    var peakMemory: Int { self.kibibytes("VmHWM") }

    /// The pages of programs and libraries among the resident memory, in KiB: `RssFile` of proc(5).
    var programMemory: Int { self.kibibytes("RssFile") }

    /// A value from /proc/PID/status; 0 without this line.
    private func kibibytes(_ name: String) -> Int {
        let lines = Home.text(of: "/proc/\(self.pid)/status").split(separator: "\n")
        let words = lines.first { $0.hasPrefix("\(name):") }?.split { $0 == " " || $0 == "\t" } ?? []
        return words.count > 1 ? Int(words[1]) ?? 0 : 0
    }

    /// Its argument list.
    var commandLine: String { Home.text(of: "/proc/\(self.pid)/cmdline") }
}
