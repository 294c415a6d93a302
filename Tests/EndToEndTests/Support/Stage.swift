// SPDX-License-Identifier: Apache-2.0
import Glibc
import PlexModel
import PlexSimulator
import Synchronization

/// A simulated server, the directories of its daemon, and the daemons that a test starts.
final class Stage: Sendable {
    /// The token of the server.
    static let token = "a-token-that-nobody-may-see"

    /// The server.
    let server: SimulatorServer
    /// The directories.
    let home: Home
    private let daemons = Mutex<[Daemon]>([])

    private init(server: SimulatorServer, home: Home) {
        self.server = server
        self.home = home
    }

    /// Runs a test on a stage. Afterwards it ends the remaining daemons and checks the contract of all output.
    ///
    /// - Parameters:
    ///   - activities: the work on the server from the beginning.
    ///   - isAdministrator: whether the token is an administrator's.
    ///   - requestTimeout: `request-timeout` of the server.
    ///   - pollInterval: `poll-interval` of the server.
    ///   - notifications: `notifications` of the server.
    ///   - settings: further tables of the main file.
    ///   - rules: the files in rules.d.
    static func with(
        _ activities: [ActivityPlan] = [],
        sessions: [SessionPlan] = [],
        isAdministrator: Bool = true,
        requestTimeout: String = "5s",
        pollInterval: String = "1s",
        notifications: String = "none",
        settings: String = "[journal]\nprogress-interval = \"1s\"\n",
        rules: [RuleText] = [],
        _ body: (Stage) async throws -> Void
    ) async throws {
        var scenario = Scenario(
            sections: [
                LibrarySection(id: SectionID("2"), title: "Movies"), LibrarySection(id: SectionID("3"), title: "Shows"),
            ],
            sessions: sessions,
            activities: activities)
        scenario.server.token = Self.token
        scenario.server.isAdministrator = isAdministrator
        let stage = Stage(server: try await SimulatorServer.start(scenario: scenario), home: try Home())
        do {
            try stage.home.writeToken(Self.token)
            try stage.configure(
                requestTimeout: requestTimeout, pollInterval: pollInterval, notifications: notifications,
                settings: settings)
            for rule in rules { try stage.home.writeRule(rule) }
            try await body(stage)
            for daemon in stage.daemons.withLock({ $0 }) { Contract.check(daemon, token: Self.token) }
        } catch {
            await stage.clear()
            throw error
        }
        await stage.clear()
    }

    /// Writes the main file for the server.
    func configure(
        requestTimeout: String = "5s", pollInterval: String = "1s", notifications: String = "none", settings: String,
        others: [ServerText] = []
    ) throws {
        let servers = [
            ServerText(
                url: self.server.url, requestTimeout: requestTimeout, tokenFile: self.home.tokenFile,
                pollInterval: pollInterval, notifications: notifications)
        ]
        try self.home.configure((servers + others).map(\.text).joined(separator: "\n") + settings)
    }

    /// Starts a daemon.
    func start(arguments: [String]? = nil, variables: [String: String] = [:]) throws -> Daemon {
        let daemon =
            if let arguments {
                try Daemon(home: self.home, arguments: arguments, variables: variables)
            } else {
                try Daemon(home: self.home)
            }
        self.daemons.withLock { $0.append(daemon) }
        return daemon
    }

    /// Ends an activity as if its work were complete.
    func endActivity(_ uuid: String) {
        self.server.withWorld { world in _ = world.end(ActivityID(uuid)) }
    }

    /// Waits for this many requests with this method and this beginning of the path, and returns them.
    @discardableResult
    func requests(
        _ method: String, _ path: String, atLeast count: Int, fault: String? = nil, after start: Int = 0
    ) async throws -> [RecordedRequest] {
        let server = self.server
        let found = await withTaskGroup { group in
            group.addTask {
                await server.requests(atLeast: start + count) { request in
                    request.request.method == method && request.request.path.hasPrefix(path)
                        && (fault == nil || request.fault == fault)
                }
            }
            group.addTask {
                try? await Task.sleep(for: Daemon.patience)
                return []
            }
            defer { group.cancelAll() }
            return await group.next() ?? []
        }
        guard found.count >= start + count else {
            let seen = self.server.requests.suffix(10).map(\.line).joined(separator: ", ")
            throw HarnessError("fewer than \(count) requests \(method) \(path); the last requests were \(seen)")
        }
        return Array(found.dropFirst(start))
    }

    /// The number of polls that the server has received.
    var polls: Int { self.server.requests.count { $0.line == "GET /activities" } }

    /// The stop requests.
    var stops: [RecordedRequest] { self.server.requests.filter { $0.request.method != "GET" } }

    /// Waits for this many further polls, so that the daemon has the time for a forbidden request.
    func morePolls(_ count: Int) async throws {
        try await self.requests("GET", "/activities", atLeast: count, after: self.polls)
    }

    private func clear() async {
        for daemon in self.daemons.withLock({ $0 }) where daemon.ending == nil {
            daemon.signal(SIGCONT)
            daemon.signal(SIGKILL)
            _ = try? await daemon.end()
        }
        await self.server.stop()
        self.home.remove()
    }
}
