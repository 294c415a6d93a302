// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// A terminal of a given size with a running program, whose rows a test can read: a separate tmux server.
struct Screen {
    private let socket: String
    private let stage: Stage

    /// Starts a command for sh(1) on a new screen.
    static func open(
        _ command: String, columns: Int, rows: Int, on stage: Stage
    ) async throws -> Screen {
        let screen = Screen(socket: "\(stage.home.path)/tmux.\(UUID().uuidString)", stage: stage)
        try await screen.tmux([
            "-f", "/dev/null", "new-session", "-d", "-x", "\(columns)", "-y", "\(rows)",
            "LC_ALL=C.UTF-8; export LC_ALL; \(command)",
        ])
        return screen
    }

    /// The visible rows, without blanks at their ends.
    var rows: [String] {
        get async throws { try await self.tmux(["capture-pane", "-p"]).lines }
    }

    /// Waits until the rows fulfil a condition, and returns them; after the time, returns the present rows.
    func rows(where isWanted: ([String]) -> Bool) async throws -> [String] {
        let deadline = ContinuousClock.now + Daemon.patience
        while true {
            let rows = try await self.rows
            if isWanted(rows) || ContinuousClock.now > deadline { return rows }
            // A screen sends no events, so the test must poll it.
            try await Task.sleep(for: .milliseconds(200))
        }
    }

    /// Makes the screen larger or smaller; the program gets SIGWINCH.
    func resize(columns: Int, rows: Int) async throws {
        try await self.tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
    }

    /// Presses a key.
    func press(_ key: String) async throws {
        try await self.tmux(["send-keys", key])
    }

    /// Ends the program and the screen.
    func close() async throws {
        try await self.tmux(["kill-server"])
    }

    /// The cells of a row, for the scripts in the tests' titles.
    static func cells(_ row: String) -> Int {
        row.unicodeScalars.reduce(0) { sum, scalar in
            if scalar.properties.generalCategory == .nonspacingMark { return sum }
            let isWide = (0x3000...0x9FFF).contains(scalar.value) || (0x1F300...0x1FAFF).contains(scalar.value)
            return sum + (isWide ? 2 : 1)
        }
    }

    @discardableResult
    private func tmux(_ arguments: [String]) async throws -> CommandOutcome {
        let outcome = try await self.stage.run("/usr/bin/tmux", ["-u", "-S", self.socket] + arguments)
        guard outcome.code == 0 else { throw HarnessError("tmux \(arguments): \(outcome.complaint)") }
        return outcome
    }
}
