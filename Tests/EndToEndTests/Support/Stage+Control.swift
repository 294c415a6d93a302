// SPDX-License-Identifier: Apache-2.0

/// What a command printed, and how it ended.
struct CommandOutcome: Sendable {
    /// The lines on standard output.
    var lines: [String] = []
    /// How it ended; nil while it runs.
    var ending: ChildProcess.Ending?
}

extension Stage {
    /// Runs `plex-activityctl` on this stage's runtime directory, and waits for its end.
    func control(_ arguments: String...) async throws -> CommandOutcome {
        let outcome = Observed(CommandOutcome())
        let process = try ChildProcess.start(
            try ChildProcess.program("plex-activityctl"),
            arguments: arguments + ["--runtime-directory", self.home.runtime],
            environment: ["PATH": "/usr/bin:/bin"],
            standardError: self.home.standardError,
            onLines: { lines in outcome.change { $0.lines += lines } },
            onEnd: { ending in outcome.change { $0.ending = ending } }
        )
        guard let ended = await outcome.first(within: Daemon.patience, { $0.ending == nil ? nil : $0 }) else {
            process.signal(9)
            throw HarnessError("plex-activityctl \(arguments.joined(separator: " ")) has not ended")
        }
        return ended
    }
}
