// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexClient
import ServiceFiles
import Synchronization
import Systemd
import SystemdTestKit
import UnixSignals

@testable import ActivityDaemon

/// Gives out configurations as a test says.
final class FakeConfigurationReader: ConfigurationSourceReader {
    private let next: Mutex<Result<LoadedConfiguration, ConfigurationRejection>>

    init(_ first: LoadedConfiguration) {
        self.next = Mutex(.success(first))
    }

    func set(_ result: Result<LoadedConfiguration, ConfigurationRejection>) {
        self.next.withLock { $0 = result }
    }

    func load() throws(ConfigurationRejection) -> LoadedConfiguration {
        try self.next.withLock { $0 }.get()
    }
}

extension LoadedConfiguration {
    /// A configuration of servers that a test holds in its hands.
    static func of(
        _ servers: [(name: String, server: FakePlexServer)], rules: [Rule] = [], interval: Duration = .seconds(10),
        token: PlexToken = .none, notifications: ServerConfiguration.Notifications = .none
    ) -> LoadedConfiguration {
        let tables = servers.map {
            ServerConfiguration(
                name: $0.name, url: "http://127.0.0.1:1", pollInterval: interval, notifications: notifications)
        }
        return LoadedConfiguration(
            configuration: DaemonConfiguration(servers: tables, rules: rules),
            servers: zip(tables, servers).map {
                PreparedServer(configuration: $0, server: $1.server, token: token)
            })
    }
}

extension DaemonBench where C == ManualClock {
    /// A daemon whose time stands still until the test moves it.
    init(
        _ configuration: LoadedConfiguration, watchdog: Duration? = nil, storage: FakeStateStorage = FakeStateStorage()
    ) {
        self.init(configuration, clock: ManualClock(), watchdog: watchdog, storage: storage)
    }
}

/// The whole daemon without a process around it: its time is the test's, and nothing is real but the tasks.
struct DaemonBench<C: Clock> where C.Instant == ActivityMonitor.Instant {
    let clock: C
    let mailbox = Mailbox()
    let events = RecordingEventSink()
    let status = RecordingStatusSink()
    let manager: RecordingServiceManager
    let reader: FakeConfigurationReader
    let storage: FakeStateStorage
    let log = RecordingLogger()
    let health: HealthRegistry
    let pollers: PollerSupervisor<C, FixedGenerator>
    private let configuration: LoadedConfiguration
    private let signals: AsyncStream<UnixSignal>
    private let signalled: AsyncStream<UnixSignal>.Continuation

    init(
        _ configuration: LoadedConfiguration, clock: C, watchdog: Duration? = nil,
        storage: FakeStateStorage = FakeStateStorage()
    ) {
        self.clock = clock
        self.configuration = configuration
        self.storage = storage
        self.manager = RecordingServiceManager(watchdogInterval: watchdog)
        self.reader = FakeConfigurationReader(configuration)
        self.health = HealthRegistry(clock: clock)
        (self.signals, self.signalled) = AsyncStream.makeStream()
        self.pollers = PollerSupervisor(
            tokens: FakeTokenSource(), mailbox: self.mailbox, health: self.health, clock: clock,
            generator: FixedGenerator(), logger: self.log.logger)
    }

    /// Sends a signal to the daemon.
    func signal(_ signal: UnixSignal) { self.signalled.yield(signal) }

    /// Runs the daemon while the body lasts.
    func run(_ body: () async throws -> Void) async rethrows {
        let timer = DeadlineTimer(mailbox: self.mailbox, health: self.health, clock: self.clock)
        let pollers = self.pollers
        let sender = RequestSender(mailbox: self.mailbox) { pollers[$0] }
        let keeper = StateKeeper(
            storage: self.storage, events: self.events, mailbox: self.mailbox, health: self.health,
            logger: self.log.logger, send: { sender.send($0) })
        let watchdog = Watchdog(
            manager: self.manager, mailbox: self.mailbox, health: self.health, clock: self.clock,
            logger: self.log.logger)
        let listener = SignalService(
            signals: self.signals, reader: self.reader, mailbox: self.mailbox, manager: self.manager,
            stop: StopRequest(), exitAtOnce: {})
        let identity = ProgramIdentity(
            clientIdentifier: "c", textHashKey: TextHash.Key(1, 2), bootID: "b", startID: "s")
        let loop = MonitorLoop(
            start: .init(configuration: self.configuration, saved: self.storage.load(), identity: identity, pid: 1),
            dependencies: .init(
                mailbox: self.mailbox, pollers: self.pollers, keeper: keeper,
                status: self.status, timer: timer, manager: self.manager, logger: self.log.logger,
                time: { WallTime(microseconds: 0) }),
            clock: self.clock)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await loop.run() }
            group.addTask { await keeper.run() }
            group.addTask { await sender.run() }
            group.addTask { await timer.run() }
            group.addTask { await watchdog.run() }
            group.addTask { await pollers.run() }
            group.addTask { await listener.run() }
            try await body()
            group.cancelAll()
        } as Void
    }

    /// Waits until the service manager was told something.
    func told(_ states: [ServiceState]) async {
        _ = await self.manager.notifications.first { told in states.allSatisfy(told.contains) }
    }
}
