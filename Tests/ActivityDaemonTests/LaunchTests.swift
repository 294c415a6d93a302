// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexClient
import ServiceFiles
import Testing

@testable import ActivityDaemon

@Suite("Started as the service or by hand")
struct LaunchTests {
    private static let unit = [
        "INVOCATION_ID": "0123", "NOTIFY_SOCKET": "/run/systemd/notify", "STATE_DIRECTORY": "/var/lib/private/x:/y",
        "RUNTIME_DIRECTORY": "/run/x",
    ]

    @Test("all that the unit sets tells the service")
    func service() {
        let launch = LaunchContext(environment: Self.unit)
        #expect(launch.isService)
        #expect(launch.stateDirectory == "/var/lib/private/x")
        #expect(launch.runtimeDirectory == "/run/x")
    }

    @Test(
        "without one of them it is not the service", arguments: ["INVOCATION_ID", "NOTIFY_SOCKET", "STATE_DIRECTORY"])
    func byHand(variable: String) {
        var environment = Self.unit
        environment[variable] = nil
        #expect(!LaunchContext(environment: environment).isService)
        environment[variable] = ""
        #expect(!LaunchContext(environment: environment).isService)
    }

    /// Makes servers that are never asked.
    private struct Factory: PlexServerFactory {
        func server(
            _ configuration: ServerConfiguration, token: PlexToken
        ) throws(PlexConfigurationError) -> any PlexServer { FakePlexServer() }
    }

    @Test("armed rules act only where they may, and otherwise observe and say so", arguments: [true, false])
    func arming(letsRulesAct: Bool) throws {
        let directory = try TemporaryDirectory()
        let main = """
            [[server]]
            name = "home"
            url = "http://127.0.0.1:1"

            [[rule]]
            name = "armed"
            mode = "enforce"
            match = { type = "library.update.section" }
            when = { no-progress-for = "1h" }
            do = { action = "stop" }

            [[rule]]
            name = "watching"
            match = { type = "library.update.section" }
            when = { no-progress-for = "1h" }
            do = { action = "stop" }
            """
        try directory.write(main, to: "plex-activityd.toml")
        let reader = SystemConfigurationReader(
            source: .directory(directory.path), tokens: FakeTokenSource(), factory: Factory(),
            letsRulesAct: letsRulesAct)
        let loaded = try reader.load()
        #expect(loaded.configuration.rules.map(\.mode) == [letsRulesAct ? "enforce" : "observe", "observe"])
        let words = loaded.warnings.filter { $0.contains("--enforce") }
        #expect(words.count == (letsRulesAct ? 0 : 1))
        #expect(words.allSatisfy { $0.contains("(armed)") })
    }
}

@Suite("The lock on the state")
struct StateLockTests {
    private let directory: TemporaryDirectory

    init() throws {
        self.directory = try TemporaryDirectory()
    }

    @Test("keeps a second daemon out, and names the first")
    func taken() throws {
        let path = self.directory.path + "/lock"
        let lock = try StateLock(directory: self.directory.path)
        for attempt in [{ try StateLock(directory: $0) }, { try StateLock(foreignDirectory: $0) }] {
            let failure = #expect(throws: StateLock.Failure.self) { _ = try attempt(self.directory.path) }
            guard case .taken(path, let pid?) = failure else {
                Issue.record("\(String(describing: failure))")
                continue
            }
            #expect(failure?.explanation.contains("process \(pid) holds \(path)") == true)
        }
        lock.release()
        let foreign = try StateLock(foreignDirectory: self.directory.path)
        #expect(throws: StateLock.Failure.self) { try StateLock(directory: self.directory.path) }
        foreign.release()
        try StateLock(directory: self.directory.path).release()
    }

    @Test("is not there where its directory is not")
    func unavailable() {
        for attempt in [{ try StateLock(directory: $0) }, { try StateLock(foreignDirectory: $0) }] {
            let failure = #expect(throws: StateLock.Failure.self) { _ = try attempt("/nowhere") }
            guard case .unavailable(let error) = failure else {
                Issue.record("\(String(describing: failure))")
                continue
            }
            #expect(error.path == "/nowhere/lock")
        }
    }
}
