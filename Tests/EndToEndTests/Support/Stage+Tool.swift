// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Testing

/// What a program printed, and how it ended.
struct ToolOutcome: Sendable {
    /// The lines on standard output.
    var lines: [String] = []
    /// What it wrote to standard error.
    var complaint = ""
    /// How it ended; nil while it runs.
    var ending: ChildProcess.Ending?

    /// All of standard output.
    var text: String { self.lines.joined(separator: "\n") }

    /// The status it exited with; nil for one that a signal ended.
    var code: Int32? {
        if case .exited(let code) = self.ending { code } else { nil }
    }

    /// Standard output read as JSON.
    func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
        try JSONDecoder().decode(type, from: Data(self.text.utf8))
    }
}

extension Stage {
    /// Runs a subcommand of `plex-activityctl` on this stage's configuration, and waits for its end.
    @discardableResult
    func tool(_ arguments: String..., isConfigured: Bool = true) async throws -> ToolOutcome {
        try await self.run(
            try ChildProcess.program("plex-activityctl"),
            arguments + (isConfigured ? ["--config", self.home.configuration] : []))
    }

    /// Runs a subcommand that looks at the service, on this stage's runtime directory.
    func look(_ arguments: String...) async throws -> ToolOutcome {
        try await self.run(
            try ChildProcess.program("plex-activityctl"), arguments + ["--runtime-directory", self.home.runtime])
    }

    /// Runs a program, and waits for its end; nothing it writes may hold the token or move a terminal's cursor.
    func run(_ program: String, _ arguments: [String]) async throws -> ToolOutcome {
        let outcome = Observed(ToolOutcome())
        let standardError = "\(self.home.path)/complaint.\(UUID().uuidString)"
        let process = try ChildProcess.start(
            program, arguments: arguments, environment: ["PATH": "/usr/bin:/bin", "TZ": "UTC"],
            standardError: standardError,
            onLines: { lines in outcome.change { $0.lines += lines } },
            onEnd: { ending in outcome.change { $0.ending = ending } })
        guard var ended = await outcome.first(within: Daemon.patience, { $0.ending == nil ? nil : $0 }) else {
            process.signal(9)
            throw HarnessError("\(program) \(arguments.joined(separator: " ")) has not ended")
        }
        ended.complaint = Home.text(of: standardError)
        for text in [ended.text, ended.complaint] {
            #expect(!text.contains(Self.token), "the token is in what \(arguments) printed")
            let controls = text.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\n" }
            #expect(controls.isEmpty, "control characters in what \(arguments) printed")
        }
        return ended
    }
}
