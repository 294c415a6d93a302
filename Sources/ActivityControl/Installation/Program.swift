// SPDX-License-Identifier: Apache-2.0
private import Glibc
private import Systemd

/// Runs another program of the system, such as `systemctl`, and waits for its end.
enum Program {
    /// How a program ended.
    struct Outcome: Sendable {
        /// Its exit status; nil for an end by a signal.
        var status: Int32?
        /// Its standard output, at most 1 MiB.
        var output: [UInt8]

        /// Whether it ended with the status 0.
        var isSuccess: Bool { self.status == 0 }
        /// Its standard output as text, invalid UTF-8 repaired.
        var text: String { String(decoding: self.output, as: UTF8.self) }
    }

    /// The directories of the system's programs; `PATH` is not asked, because root runs this.
    private static let directories = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"]

    /// The most that is kept of a program's output, in bytes.
    private static let outputLimit = 1 << 20

    /// Whether the system has a program.
    static func exists(_ name: String) -> Bool { Self.path(of: name) != nil }

    /// Runs a program with a text on its standard input; its standard error goes to ours.
    ///
    /// - Parameter input: at most 64 KiB, which the socket takes before the program reads. A secret belongs here, and
    ///   never among the arguments: every user can read the arguments of a process.
    /// - Returns: nil where the program does not exist or cannot be started.
    static func run(_ name: String, _ arguments: [String], input: [UInt8] = [], isQuiet: Bool = false) -> Outcome? {
        guard let path = Self.path(of: name) else { return nil }
        var toChild: [Int32] = [-1, -1]
        var fromChild: [Int32] = [-1, -1]
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &toChild) == 0 else { return nil }
        guard unsafe socketpair(AF_UNIX, type, 0, &fromChild) == 0 else {
            for descriptor in toChild { close(descriptor) }
            return nil
        }
        let pid = Self.spawn(path, arguments, input: toChild[1], output: fromChild[1], isQuiet: isQuiet)
        close(toChild[1])
        close(fromChild[1])
        defer { close(fromChild[0]) }
        guard let pid else {
            close(toChild[0])
            return nil
        }
        // MSG_NOSIGNAL: a program that does not read its input must not end this one.
        _ = unsafe send(toChild[0], input, input.count, Int32(MSG_NOSIGNAL))
        close(toChild[0])
        let output = Self.readAll(fromChild[0])
        var status: Int32 = 0
        while unsafe waitpid(pid, &status, 0) < 0, errno == EINTR {}
        // WIFEXITED and WEXITSTATUS of wait(2) are macros, which Swift does not import.
        return Outcome(status: status & 0x7F == 0 ? status >> 8 & 0xFF : nil, output: output)
    }

    private static func path(of name: String) -> String? {
        self.directories.map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
    }

    private static func spawn(
        _ path: String, _ arguments: [String], input: Int32, output: Int32, isQuiet: Bool
    ) -> pid_t? {
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        if isQuiet {
            unsafe posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        }
        var argv = unsafe ([path] + arguments).map { unsafe strdup($0) } + [nil]
        var environment = unsafe ProcessEnvironment.variables.map { unsafe strdup("\($0)=\($1)") } + [nil]
        defer {
            for index in unsafe argv.indices { unsafe free(argv[index]) }
            for index in unsafe environment.indices { unsafe free(environment[index]) }
        }
        var pid = pid_t()
        return unsafe posix_spawn(&pid, path, &actions, nil, &argv, &environment) == 0 ? pid : nil
    }

    private static func readAll(_ descriptor: Int32) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return bytes }
            if bytes.count < Self.outputLimit { bytes += buffer[..<count].prefix(Self.outputLimit - bytes.count) }
        }
    }
}
