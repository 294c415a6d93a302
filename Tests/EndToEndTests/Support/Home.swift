// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc

/// The directories of one daemon: configuration, token, state and runtime.
struct Home: Sendable {
    /// The top directory.
    let path: String

    /// Makes the directories.
    init() throws {
        var template = Array("/tmp/plex-activityd-tests.XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { throw HarnessError("mkdtemp: errno \(errno)") }
        self.path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        for directory in [self.rules, self.state, self.runtime] {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        }
    }

    /// The directory for `--config`.
    var configuration: String { "\(self.path)/configuration" }
    /// The main file.
    var mainFile: String { "\(self.configuration)/plex-activityd.toml" }
    /// `STATE_DIRECTORY`.
    var state: String { "\(self.path)/state" }
    /// `RUNTIME_DIRECTORY`.
    var runtime: String { "\(self.path)/runtime" }
    /// The file for standard error.
    var standardError: String { "\(self.path)/stderr" }
    /// The file of the token.
    var tokenFile: String { "\(self.path)/token" }

    private var rules: String { "\(self.configuration)/rules.d" }

    /// Replaces the main file.
    func configure(_ text: String) throws {
        try Self.write(text, to: self.mainFile)
    }

    /// Replaces the file of a rule.
    func writeRule(_ rule: RuleText) throws {
        try Self.write(rule.text, to: "\(self.rules)/\(rule.name).toml")
    }

    /// Replaces the token.
    func writeToken(_ token: String) throws {
        try Self.write("\(token)\n", to: self.tokenFile)
    }

    /// Replaces the saved state.
    func writeState(_ text: String) throws {
        try Self.write(text, to: "\(self.state)/state.json")
    }

    /// Pauses the daemon by hand.
    func writePause(_ text: String) throws {
        try Self.write(text, to: self.pause)
    }

    /// Removes the pause file, like `resume`, and like systemd, which removes the whole directory.
    func removePause() {
        try? FileManager.default.removeItem(atPath: self.pause)
    }

    /// Whether there is a pause file.
    var hasPause: Bool { FileManager.default.fileExists(atPath: self.pause) }

    private var pause: String { "\(self.runtime)/pause" }

    /// The saved state: that of no server, then that of each server.
    var stateText: String { Self.text(of: "\(self.state)/state.json") + Self.serversText(in: self.state) }

    /// The status: that of the service, then that of each server.
    var statusText: String { Self.text(of: "\(self.runtime)/status.json") + Self.serversText(in: self.runtime) }

    private static func serversText(in directory: String) -> String {
        let servers = "\(directory)/servers"
        let names = ((try? FileManager.default.contentsOfDirectory(atPath: servers)) ?? []).sorted()
        return names.map { Self.text(of: "\(servers)/\($0)") }.joined()
    }

    /// Makes every attempt to save the state hang: the temporary files are FIFOs, and opening one for writing waits for
    /// a reader.
    func makeStateHang() throws {
        let servers = "\(self.state)/servers"
        try FileManager.default.createDirectory(atPath: servers, withIntermediateDirectories: true)
        for path in ["\(self.state)/.state.json.new", "\(servers)/.home.json.new"] {
            guard unsafe mkfifo(path, 0o600) == 0 else { throw HarnessError("mkfifo: errno \(errno)") }
        }
    }

    /// The text of a file; empty without the file.
    static func text(of path: String) -> String {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }

    /// Runs a function with new directories.
    static func with(_ body: (Home) async throws -> Void) async throws {
        let home = try Home()
        defer { home.remove() }
        try await body(home)
    }

    /// Writes a file with this name, and returns its path.
    func write(_ text: String, to name: String) throws -> String {
        let path = "\(self.path)/\(name)"
        try Self.write(text, to: path)
        return path
    }

    /// Removes everything.
    func remove() {
        try? FileManager.default.removeItem(atPath: self.path)
    }

    private static func write(_ text: String, to path: String) throws {
        guard FileManager.default.createFile(atPath: path, contents: Data(text.utf8)) else {
            throw HarnessError("\(path) cannot be written")
        }
    }
}

/// A `[[server]]` table for tests, with a poll each second.
struct ServerText: Sendable {
    /// Its name.
    var name = "home"
    /// The url.
    var url: String
    /// `request-timeout`.
    var requestTimeout = "5s"
    /// The file of its token.
    var tokenFile: String
    /// `poll-interval`.
    var pollInterval = "1s"
    /// `notifications`.
    var notifications = "none"

    /// The table.
    var text: String {
        """
        [[server]]
        name = "\(self.name)"
        url = "\(self.url)"
        token-file = "\(self.tokenFile)"
        poll-interval = "\(self.pollInterval)"
        notifications = "\(self.notifications)"
        request-timeout = "\(self.requestTimeout)"

        """
    }
}

/// A rule for scans, for tests.
struct RuleText: Sendable {
    /// Its name.
    var name = "long-scan"
    /// `observe` or `enforce`.
    var mode = "enforce"
    /// The type that it matches.
    var type = "library.update.section"
    /// Its conditions.
    var conditions = "running-for = \"3s\""
    /// The rest of `[rule.do]`.
    var conduct = "verify-within = \"2s\""

    /// The file.
    var text: String {
        """
        [[rule]]
        name = "\(self.name)"
        mode = "\(self.mode)"

        [rule.match]
        type = "\(self.type)"

        [rule.when]
        \(self.conditions)

        [rule.do]
        action = "stop"
        max-per-hour = 10
        \(self.conduct)

        """
    }
}
