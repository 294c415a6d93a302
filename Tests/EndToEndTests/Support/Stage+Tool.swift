// SPDX-License-Identifier: Apache-2.0
import Testing

extension Stage {
    /// Runs a subcommand of `plex-activityctl` on this stage's configuration, and waits for its end.
    @discardableResult
    func tool(_ arguments: String..., isConfigured: Bool = true) async throws -> CommandOutcome {
        try await self.run(
            try ChildProcess.program("plex-activityctl"),
            arguments + (isConfigured ? ["--config", self.home.configuration] : []))
    }

    /// Runs a subcommand that looks at the service, on this stage's runtime directory.
    func look(_ arguments: String...) async throws -> CommandOutcome {
        try await self.run(
            try ChildProcess.program("plex-activityctl"), arguments + ["--runtime-directory", self.home.runtime])
    }

    /// Runs a program, and waits for its end; nothing it writes may hold the token or move a terminal's cursor.
    func run(_ program: String, _ arguments: [String]) async throws -> CommandOutcome {
        let ended = try await self.home.run(program, arguments)
        for text in [ended.text, ended.complaint] {
            #expect(!text.contains(Self.token), "the token is in what \(arguments) printed")
            let controls = text.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\n" }
            #expect(controls.isEmpty, "control characters in what \(arguments) printed")
        }
        return ended
    }
}
