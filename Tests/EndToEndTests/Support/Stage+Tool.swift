// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import Testing

extension Stage {
    /// Runs a subcommand of `plex-activityctl` on this stage's configuration, and waits for its end.
    @discardableResult
    func tool(_ arguments: String..., isConfigured: Bool = true) async throws -> CommandOutcome {
        try await self.run(
            try ChildProcess.program("plex-activityctl"),
            arguments + (isConfigured ? ["--config", self.home.configuration] : []))
    }

    /// Runs a subcommand on this stage's runtime directory, and waits for its end.
    func look(_ arguments: String...) async throws -> CommandOutcome {
        try await self.run(
            try ChildProcess.program("plex-activityctl"), arguments + ["--runtime-directory", self.home.runtime])
    }

    /// Runs `explain` or `status` on this stage's runtime directory and configuration, and waits for its end.
    func judge(_ arguments: String...) async throws -> CommandOutcome {
        try await self.run(
            try ChildProcess.program("plex-activityctl"),
            arguments + ["--runtime-directory", self.home.runtime, "--config", self.home.configuration])
    }

    /// Waits until the status, with the files of all servers, fulfils a condition.
    func status(_ isWanted: (String) -> Bool) async throws {
        let deadline = ContinuousClock.now + Daemon.patience
        while !isWanted(self.home.statusText) {
            guard ContinuousClock.now < deadline else { throw HarnessError("status.json never fulfils the condition") }
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    /// Runs the tool as a user who may not read files of root or files of mode 0.
    ///
    /// - Parameter directory: a directory of this test below /tmp that every user may enter.
    func runUnprivileged(_ arguments: [String], in directory: String) async throws -> CommandOutcome {
        let program = try ChildProcess.program("plex-activityctl")
        guard geteuid() == 0 else { return try await self.run(program, arguments) }
        // Root may read everything, so the program runs as the user nobody, from a directory that this user may enter.
        let copy = "\(directory)/plex-activityctl"
        let manager = FileManager.default
        if !manager.fileExists(atPath: copy) { try manager.copyItem(atPath: program, toPath: copy) }
        for item in [directory, copy] { try manager.setAttributes([.posixPermissions: 0o755], ofItemAtPath: item) }
        return try await self.run(
            "/usr/bin/setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", copy] + arguments)
    }

    /// Runs a function with a directory below /tmp that every user may enter.
    func withOpenDirectory(_ body: (String) async throws -> Void) async throws {
        let path = "/tmp/plex-activityctl-tests.\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    /// Runs a program and waits for its end. Its output must not contain the token or control characters.
    func run(_ program: String, _ arguments: [String], input: String? = nil) async throws -> CommandOutcome {
        let ended = try await self.home.run(program, arguments, input: input)
        for text in [ended.text, ended.complaint] {
            #expect(!text.contains(Self.token), "the token is in what \(arguments) printed")
            let controls = text.unicodeScalars.filter { $0.properties.generalCategory == .control && $0 != "\n" }
            #expect(controls.isEmpty, "control characters in what \(arguments) printed")
        }
        return ended
    }
}
