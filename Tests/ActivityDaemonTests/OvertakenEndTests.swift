// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import Testing

@testable import ActivityDaemon
@testable import PlexClient

@Suite("A poll that overtakes an end", .timeLimit(.minutes(1)))
struct OvertakenEndTests {
    @Test("is told after the end that came before it was sent, whatever the rate of notifications allows")
    func endIsTold() async {
        let server = FakePlexServer {
            $0.follow = .success(())
            $0.activities = .success(.scan("a", progress: 50))
        }
        let bench = DaemonBench(.of([("home", server)], notifications: .eventsource))
        await bench.run {
            _ = await server.stream.first { $0 == .follow(.eventSource) }
            #expect(await bench.events.next(.started)?[.activityUUID] == "a")
            for number in 0..<NotificationQueue.burst + 100 { server.tell(.activity(.test(.started, "u\(number)", 0))) }
            server.tell(.activity(.test(.ended, "a", 100)), .unreadable)
            // What cannot be read may have taken one of the burst.
            for _ in 1..<NotificationQueue.burst { _ = await bench.events.next(.started) }
            // What is said of the last message shows that all before it have been received.
            while !bench.log.messages.contains(where: { $0.contains("cannot be read") }) { await Task.yield() }
            server.change { $0.activities = .success(.scan("b")) }
            bench.pollers["home"]?.control.pollNow()
            let finished = await bench.events.next(.finished)
            #expect(finished?[.activityUUID] == "a")
            #expect(finished?[.progress] == "100")
        }
    }

    @Test("is told after the ends of a burst, which the loop takes a part at a time")
    func burst() async {
        let uuids = (0..<800).map { "u\($0)" }
        let server = FakePlexServer {
            $0.follow = .success(())
            $0.activities = .success(
                ActivitySnapshot(activities: uuids.flatMap { ActivitySnapshot.scan($0, progress: 50).activities }))
        }
        let bench = DaemonBench(.of([("home", server)], notifications: .eventsource))
        await bench.run {
            _ = await server.stream.first { $0 == .follow(.eventSource) }
            for _ in uuids { _ = await bench.events.next(.started) }
            server.change { $0.activities = .success(.scan("b")) }
            for uuid in uuids { server.tell(.activity(.test(.ended, uuid, 100))) }
            server.tell(.unreadable)
            // What is said of the last message shows that all before it have been received.
            while !bench.log.messages.contains(where: { $0.contains("cannot be read") }) { await Task.yield() }
            bench.pollers["home"]?.control.pollNow()
            var outcomes: [String: Int] = [:]
            for _ in uuids { outcomes[await bench.events.next(.finished)?[.outcome] ?? "", default: 0] += 1 }
            #expect(outcomes == ["completed": 800])
        }
    }
}
