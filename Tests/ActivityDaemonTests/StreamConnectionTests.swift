// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import PlexSimulator
import Synchronization
import Systemd
import SystemdTestKit
import Testing

@testable import ActivityDaemon
@testable import PlexClient

/// Keeps what it is told.
private final class RecordingListener: NotificationListener {
    private let stored = Mutex<[Duration]>([])

    /// How long it was asked to wait, each time.
    var delays: [Duration] { self.stored.withLock { $0 } }

    func opened() async {}
    func received(_ notification: PlexNotification) async {}
    func wasAsked(toWait delay: Duration) { self.stored.withLock { $0.append(delay) } }
}

/// Streams over real connections, in real time.
@Suite("A stream over a connection", .timeLimit(.minutes(1)))
struct StreamConnectionTests {
    /// Runs a simulated server and a client of it while the body lasts.
    ///
    /// - Parameter speed: How fast the server's time passes: it pings every ten seconds of it.
    private static func with(
        speed: Double = 1, _ body: (SimulatorServer, PlexClient) async throws -> Void
    ) async throws {
        let simulator = try await SimulatorServer.start(scenario: Scenario(), time: .clock(speed: speed))
        do {
            let client = try PlexClient(
                configuration: PlexClientConfiguration(
                    address: try PlexServerAddress(simulator.url), clientIdentifier: "test"))
            do {
                try await body(simulator, client)
            } catch {
                await client.shutdown()
                throw error
            }
            await client.shutdown()
        } catch {
            await simulator.stop()
            throw error
        }
        await simulator.stop()
    }

    /// Starts scans until no poll has seen one of them before it was told, five times at most.
    private static func tellsWhatNoPollSees(
        _ simulator: SimulatorServer, _ events: RecordingEventSink
    ) async -> Bool {
        for attempt in 1...5 {
            let uuid = "told-\(attempt)"
            let wasPolled = SharedFlag()
            simulator.setHook { request, world in
                guard request.path == "/activities" else { return }
                if world.activities.contains(where: { $0.id.rawValue == uuid }) { wasPolled.raise() }
            }
            simulator.withWorld { _ = $0.start(.stuckScan(uuid)) }
            _ = await events.stream.first { $0.kind == .started && $0[.activityUUID] == uuid }
            if !wasPolled.isRaised { return true }
        }
        return false
    }

    @Test(
        "that goes silent is given up, said once, made up for by polls, and made anew",
        arguments: NotificationTransport.allCases)
    func silence(transport: NotificationTransport) async throws {
        var limits = NotificationLimits()
        limits.eventSourceSilence = .seconds(4)
        limits.webSocketSilence = .seconds(4)
        limits.webSocketPingInterval = .milliseconds(300)
        try await Self.with(speed: 30) { simulator, client in
            let table = ServerConfiguration(
                name: "home", url: simulator.url, pollInterval: .seconds(1),
                notifications: transport == .eventSource ? .eventsource : .websocket)
            let server = PreparedServer(
                configuration: table, server: HTTPPlexServer(client, limits: limits), token: .none)
            let bench = DaemonBench(
                LoadedConfiguration(configuration: DaemonConfiguration(servers: [table]), servers: [server]),
                clock: BootClock())
            await bench.run {
                await simulator.openStreams { $0 == 1 }
                await bench.told { $0.hasSuffix("0 stops in the last hour") }
                for fault in [StreamFault.stall, .noPongs] { simulator.add(Fault(.stream(fault), path: "/:/*")) }
                simulator.withWorld { _ = $0.start(.stuckScan("hidden")) }
                await bench.told { $0.hasSuffix("; no notifications, polled only") }
                let hidden = await bench.events.next(.started)
                #expect(hidden?[.activityUUID] == "hidden")

                simulator.clearFaults()
                await bench.told { $0.hasSuffix("0 stops in the last hour") }
                #expect(await Self.tellsWhatNoPollSees(simulator, bench.events))
            }
            let said = bench.log.messages.filter { $0.contains("stream of notifications") }
            #expect(said.count == 1)
            for words in [
                "home: the stream of notifications (\(transport.rawValue)) was lost: ",
                ": nothing came for 4.0 seconds",
                "polls go on, and the daemon tries again",
            ] {
                #expect(said.first?.contains(words) == true, "\(said)")
            }
            #expect(simulator.requests.count { $0.request.path.hasPrefix("/:/") } >= 2)
        }
    }

    @Test("passes on how long the server asks to wait, when it is over")
    func reconnectionDelay() async throws {
        try await Self.with { simulator, client in
            let body = "retry: 60000\n\nevent: ping\ndata: {}\n\nretry: soon\nretry: 2500\n\n"
            simulator.add(Fault(.raw(body: body, contentType: "text/event-stream"), path: "/:/*"))
            let listener = RecordingListener()
            await #expect(throws: PlexClientError.self) {
                try await HTTPPlexServer(client).follow(.eventSource, listener)
            }
            #expect(listener.delays == [.milliseconds(2_500)])
        }
    }
}

/// Something that may have happened.
private final class SharedFlag: Sendable {
    private let stored = Atomic(false)

    var isRaised: Bool { self.stored.load(ordering: .sequentiallyConsistent) }

    func raise() { self.stored.store(true, ordering: .sequentiallyConsistent) }
}

extension DaemonBench {
    /// Waits until the service manager was told a status like this.
    fileprivate func told(_ accepts: @escaping @Sendable (String) -> Bool) async {
        _ = await self.manager.notifications.first { told in
            told.contains { if case .status(let text) = $0 { accepts(text) } else { false } }
        }
    }
}

extension ActivityPlan {
    /// A scan that never ends.
    fileprivate static func stuckScan(_ uuid: String) -> ActivityPlan {
        ActivityPlan(
            type: .libraryUpdateSection, titles: ["Scanning"], section: SectionID("2"), uuid: uuid,
            course: Course(from: 42, stick: .percent(42)))
    }
}
