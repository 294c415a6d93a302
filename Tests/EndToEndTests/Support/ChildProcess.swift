// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import Synchronization

/// A running program. One function gets whole lines of its standard output, another function its end.
final class ChildProcess: Sendable {
    /// How a process ended.
    enum Ending: Hashable, Sendable {
        /// It exited with this status.
        case exited(Int32)
        /// This signal ended it.
        case signalled(Int32)
    }

    /// The process.
    let pid: pid_t
    /// Whether the process has been reaped: afterwards, another process may get its pid.
    private let isReaped = Mutex(false)

    private init(pid: pid_t) {
        self.pid = pid
    }

    /// The path of a program of this package, beside the test program.
    static func program(_ name: String) throws -> String {
        let path = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return "/" + (path.split(separator: "/").dropLast().map(String.init) + [name]).joined(separator: "/")
    }

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - environment: its whole environment.
    ///   - standardInput: the file that standard input reads.
    ///   - standardError: the file to which standard error is appended.
    ///   - onLines: called with the lines that arrive together, on a separate thread.
    ///   - onEnd: called on the same thread, after the last line.
    static func start(
        _ program: String,
        arguments: [String],
        environment: [String: String],
        standardInput: String = "/dev/null",
        standardError: String,
        onLines: @escaping @Sendable ([String]) -> Void,
        onEnd: @escaping @Sendable (Ending) -> Void
    ) throws -> ChildProcess {
        // Sockets can be close-on-exec from the beginning, so a process that starts at the same time cannot inherit
        // them. Swift does not import pipe2(2).
        var pair: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &pair) == 0 else { throw HarnessError("socketpair: errno \(errno)") }
        defer { close(pair[1]) }

        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, standardInput, O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, pair[1], STDOUT_FILENO)
        unsafe posix_spawn_file_actions_addopen(
            &actions, STDERR_FILENO, standardError, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        // A child that inherits a simulated server's listening socket would keep its port open.
        try unsafe Self.closeAll(from: STDERR_FILENO + 1, &actions)

        // Reset signals, as a shell does. The threads of Swift's pool block signals, and a tmux server that inherits
        // this mask cannot be ended. Network code ignores SIGPIPE.
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe posix_spawnattr_setsigmask(&attributes, &signals)
        unsafe sigaddset(&signals, SIGPIPE)
        unsafe posix_spawnattr_setsigdefault(&attributes, &signals)
        unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var argv = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var variables = unsafe environment.map { unsafe strdup("\($0)=\($1)") } + [nil]
        defer {
            for index in unsafe argv.indices { unsafe free(argv[index]) }
            for index in unsafe variables.indices { unsafe free(variables[index]) }
        }
        var pid = pid_t()
        let code = unsafe posix_spawn(&pid, program, &actions, &attributes, &argv, &variables)
        guard code == 0 else {
            close(pair[0])
            throw HarnessError("\(program) cannot be started: errno \(code)")
        }
        let process = ChildProcess(pid: pid)
        let output = pair[0]
        HarnessThread.start {
            LineReader.read(output, onLines)
            close(output)
            onEnd(process.reap())
        }
        return process
    }

    /// Closes all descriptors from a number on in a child, with a function of glibc 2.34 that Swift does not import.
    private static func closeAll(
        from descriptor: Int32, _ actions: UnsafeMutablePointer<posix_spawn_file_actions_t>
    ) throws {
        typealias Function = @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, Int32) -> Int32
        guard let symbol = unsafe dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else {
            throw HarnessError("this system has no posix_spawn_file_actions_addclosefrom_np")
        }
        let code = unsafe unsafeBitCast(symbol, to: Function.self)(actions, descriptor)
        guard code == 0 else { throw HarnessError("posix_spawn_file_actions_addclosefrom_np: errno \(code)") }
    }

    /// Sends a signal, unless the process has ended.
    func signal(_ number: Int32) {
        self.isReaped.withLock { isReaped in
            if !isReaped { kill(self.pid, number) }
        }
    }

    /// Waits for the end of a process that is not a child of this one. A zombie counts as ended.
    static func ending(of pid: pid_t) async throws {
        let deadline = ContinuousClock.now + Daemon.patience
        while true {
            let state = Home.text(of: "/proc/\(pid)/stat").split(separator: ")").last?.first { $0 != " " }
            if state == nil || state == "Z" || state == "X" { return }
            guard ContinuousClock.now < deadline else {
                throw HarnessError("process \(pid) still runs (\(state ?? "?"))")
            }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Waits for the end. The pid is released only when no signal can be sent to it any more.
    private func reap() -> Ending {
        var information = unsafe siginfo_t()
        while unsafe waitid(P_PID, id_t(self.pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        return self.isReaped.withLock { isReaped in
            isReaped = true
            var status: Int32 = 0
            while unsafe waitpid(self.pid, &status, 0) < 0, errno == EINTR {}
            // WIFEXITED, WEXITSTATUS and WTERMSIG of wait(2) are macros, which Swift does not import.
            return status & 0x7F == 0 ? .exited(status >> 8 & 0xFF) : .signalled(status & 0x7F)
        }
    }
}

/// Reads a descriptor line by line.
private enum LineReader {
    /// Passes on whole lines as they arrive, until the end; invalid UTF-8 is repaired.
    static func read(_ descriptor: Int32, _ onLines: ([String]) -> Void) {
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            rest += buffer[..<count]
            guard let end = rest.lastIndex(of: UInt8(ascii: "\n")) else { continue }
            onLines(rest[..<end].split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) })
            rest.removeSubrange(...end)
        }
        if !rest.isEmpty { onLines([String(decoding: rest, as: UTF8.self)]) }
    }
}

/// Threads for blocking calls: Swift's pool has only one thread for each core.
private enum HarnessThread {
    private final class Job: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Starts a thread that does a job and ends.
    static func start(_ body: @escaping @Sendable () -> Void) {
        let pointer = unsafe Unmanaged.passRetained(Job(body)).toOpaque()
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { pointer in
                if let pointer = unsafe pointer {
                    unsafe Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().body()
                }
                return nil
            }, pointer)
        precondition(code == 0, "no thread can be started: \(code)")
        pthread_detach(thread)
    }
}

/// A failure of the harness itself, or a wait without a result.
struct HarnessError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
