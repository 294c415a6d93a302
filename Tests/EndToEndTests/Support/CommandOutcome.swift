// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// The output and the end of a command.
struct CommandOutcome: Sendable {
    /// The lines on standard output.
    var lines: [String] = []
    /// The text on standard error.
    var complaint = ""
    /// The end; nil while the command runs.
    var ending: ChildProcess.Ending?

    /// All of standard output.
    var text: String { self.lines.joined(separator: "\n") }

    /// The exit status; nil for an end by a signal.
    var code: Int32? {
        if case .exited(let code) = self.ending { code } else { nil }
    }

    /// Standard output read as JSON.
    func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(self.text.utf8))
    }
}

extension Home {
    /// Runs `plex-activityctl` with exactly these arguments, and waits for its end.
    func tool(_ arguments: [String]) async throws -> CommandOutcome {
        try await self.run(try ChildProcess.program("plex-activityctl"), arguments)
    }

    /// Runs a program in Universal Time with a text on its standard input, and waits for its end.
    func run(_ program: String, _ arguments: [String], input: String? = nil) async throws -> CommandOutcome {
        let standardInput = try input.map { try self.write($0, to: "input.\(UUID().uuidString)") } ?? "/dev/null"
        let outcome = Observed(CommandOutcome())
        let standardError = "\(self.path)/complaint.\(UUID().uuidString)"
        let process = try ChildProcess.start(
            program, arguments: arguments, environment: ["PATH": "/usr/bin:/bin", "TZ": "UTC"],
            standardInput: standardInput, standardError: standardError,
            onLines: { lines in outcome.change { $0.lines += lines } },
            onEnd: { ending in outcome.change { $0.ending = ending } })
        guard var ended = await outcome.first(within: Daemon.patience, { $0.ending == nil ? nil : $0 }) else {
            process.signal(9)
            throw HarnessError("\(program) \(arguments.joined(separator: " ")) has not ended")
        }
        ended.complaint = Self.text(of: standardError)
        return ended
    }
}
