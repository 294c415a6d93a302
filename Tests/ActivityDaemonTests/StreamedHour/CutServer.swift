// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import PlexSimulator
import ServerAccess
import Synchronization

@testable import ActivityDaemon
@testable import PlexClient

/// A simulated server whose stream is cut again and again, and what it has shown and told.
final class CutServer: Sendable {
    /// How long activities go on being started.
    static let hour = Duration.seconds(3_600)

    let name: String
    let transport: ServerConfiguration.Notifications
    let simulator: SimulatorServer
    /// The activities that some answer to a poll held.
    private let polled: Mutex<Set<ActivityID>>
    /// When a connection was reset: what was on its way then may be lost.
    private let resets = Mutex<[Duration]>([])

    /// Starts a server that runs so many activities in an hour, from a fraction of a second to some minutes long.
    init(number: Int, activities: Int, speed: Int) async throws {
        var generator = SeededGenerator(seed: UInt64(number))
        let plans = (0..<activities).map { index -> ActivityPlan in
            let isBrief = Bool.random(using: &generator)
            let length = isBrief ? 200...5_000 : 5_000...400_000
            let duration = Duration.milliseconds(Int.random(in: length, using: &generator))
            return ActivityPlan(
                type: .libraryUpdateSection, titles: ["Scanning"], uuid: "s\(number)-\(index)",
                trigger: .time(.seconds(Int.random(in: 5...3_400, using: &generator))),
                course: Course(duration: duration, steps: 10, staysAtEnd: .milliseconds(100)))
        }
        self.name = "s\(number)"
        self.transport = number.isMultiple(of: 2) ? .eventsource : .websocket
        self.simulator = try await SimulatorServer.start(
            scenario: Scenario(activities: plans), time: .clock(speed: Double(speed)))
        self.polled = Mutex([])
        self.simulator.setHook { [weak self] request, world in
            guard request.path == "/activities", let self else { return }
            let present = world.activities.map(\.id)
            self.polled.withLock { $0.formUnion(present) }
        }
    }

    /// What the daemon needs to follow it.
    func prepared() throws -> PreparedServer {
        let configuration = ServerConfiguration(
            name: self.name, url: self.simulator.url, requestTimeout: .seconds(30), notifications: self.transport)
        let factory = HTTPPlexServerFactory(
            identity: ClientIdentity(clientIdentifier: "test", product: "test"))
        return PreparedServer(
            configuration: configuration, server: try factory.server(configuration, token: .none), token: .none)
    }

    /// Cuts the stream so many times at random points of an hour, whenever it is open; returns how often it was open then.
    func cut(times: Int, clock: ScaledClock) async -> Int {
        var generator = SeededGenerator(seed: UInt64(self.name.count + times) &+ UInt64(self.simulator.port))
        let points = (0..<times).map { _ in Duration.seconds(Int.random(in: 10...3_300, using: &generator)) }.sorted()
        var cuts = 0
        for point in points {
            let rest = point - self.simulator.time.now
            if rest > .zero { try? await clock.sleep(until: clock.now.advanced(by: rest), tolerance: nil) }
            guard await self.simulator.openStreams(until: { $0 == 1 }) == 1 else { break }
            let kind: StreamFault.Drop = [.end, .close, .reset][Int.random(in: 0..<3, using: &generator)]
            if kind == .reset { self.resets.withLock { $0.append(self.simulator.time.now) } }
            self.simulator.dropStreams(kind)
            cuts += 1
        }
        return cuts
    }

    /// The activities that a watcher must have seen: some poll held them, or a stream that was open was told of them and not
    /// reset soon afterwards.
    func observable(margin: Duration) -> Set<ActivityID> {
        let resets = self.resets.withLock { $0 }
        let told = self.simulator.told.compactMap { record -> ActivityID? in
            guard case .activity(let notification) = record.change else { return nil }
            let isSafe = resets.allSatisfy { $0 < record.time || $0 - record.time > margin }
            return isSafe ? notification.id : nil
        }
        return self.polled.withLock { $0 }.union(told)
    }
}
