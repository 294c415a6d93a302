// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import PlexSimulator
import Testing

@testable import ActivityDaemon
@testable import PlexClient

/// An hour at a hundred times its speed, with real connections to simulated servers.
@Suite("An hour in which streams are cut two hundred times", .timeLimit(.minutes(5)))
struct StreamedHourTests {
    private static let speed = 100
    private static let servers = 10
    private static let cuts = 20

    @Test("tells each activity's start once and its end once, and leaves nothing behind")
    func hour() async throws {
        let clock = ScaledClock(speed: Self.speed)
        var servers: [CutServer] = []
        for number in 0..<Self.servers {
            servers.append(try await CutServer(number: number, activities: 40, speed: Self.speed))
        }
        let prepared = try servers.map { try $0.prepared() }
        let configuration = LoadedConfiguration(
            configuration: DaemonConfiguration(servers: prepared.map(\.configuration)), servers: prepared)
        let bench = DaemonBench(configuration, clock: clock)
        var sockets: [Int] = []
        var controls: [StreamControl] = []
        var tasks: [[String]] = []
        var streamTasks: [Int] = []
        await bench.run {
            for server in servers { await server.simulator.openStreams { $0 == 1 } }
            tasks.append(bench.health.tasks.filter { $0.hasPrefix("poller") || $0.hasPrefix("stream") })
            let cuts = await withTaskGroup { group in
                for server in servers { group.addTask { await server.cut(times: Self.cuts, clock: clock) } }
                return await group.reduce(0, +)
            }
            #expect(cuts == Self.servers * Self.cuts)
            // To the end of what goes on, and as long as an idle server may wait for its next poll.
            let end = CutServer.hour + .seconds(600)
            let rest = servers.map { end - $0.simulator.time.now }.max() ?? .zero
            try? await clock.sleep(until: clock.now.advanced(by: rest), tolerance: nil)
            for server in servers {
                await server.simulator.openStreams { $0 == 1 }
                sockets.append(OpenSockets.count(to: server.simulator.port))
                streamTasks.append(bench.pollers[server.name]?.control.stream.tasks ?? 0)
            }
            controls = servers.compactMap { bench.pollers[$0.name]?.control.stream }
            tasks.append(bench.health.tasks.filter { $0.hasPrefix("poller") || $0.hasPrefix("stream") })
        }
        for server in servers { self.check(server, bench.events.events) }
        // One that reads the stream, and one that watches over it.
        #expect(streamTasks == servers.map { _ in 2 })
        #expect(controls.map(\.tasks) == servers.map { _ in 0 })
        // One stream, and what the client keeps open for requests.
        #expect(sockets.allSatisfy { (1...5).contains($0) }, "\(sockets)")
        #expect(tasks.last == servers.map { "poller of \($0.name)" }.sorted())
        #expect(!bench.health.tasks.contains { $0.hasPrefix("poller") || $0.hasPrefix("stream") })
        for server in servers {
            #expect(await server.simulator.openStreams { $0 == 0 } == 0)
            #expect(OpenSockets.count(to: server.simulator.port) == 0)
            await server.simulator.stop()
        }
    }

    private func check(_ server: CutServer, _ events: [Event]) {
        let own = events.filter { $0[.server] == server.name }
        let starts = Dictionary(grouping: own.filter { $0.kind == .started }) { $0[.activityUUID] ?? "" }
        let ends = Dictionary(grouping: own.filter { $0.kind == .finished || $0.kind == .lost }) {
            $0[.activityUUID] ?? ""
        }
        #expect(starts.values.allSatisfy { $0.count == 1 })
        #expect(ends.values.allSatisfy { $0.count == 1 })
        #expect(Set(starts.keys) == Set(ends.keys))
        // What is told without having been observed would be invented; what was observed and is not told is missed.
        let observable = server.observable(margin: .milliseconds(500) * Self.speed)
        let missed = observable.map(\.rawValue).filter { starts[$0] == nil }
        #expect(missed.isEmpty, "\(server.name): \(missed)")
        #expect(starts.count >= 20)
    }
}
