// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import ServiceFiles
import Systemd
import SystemdTestKit
import Testing
import UnixSignals

@testable import ActivityDaemon

@Suite("A breaker in STATUS=", .timeLimit(.minutes(1)))
struct BreakerStatusTests {
    /// What ends it.
    enum Ending: CaseIterable {
        case reload
        case hour
    }

    /// The next status that is told and that is so.
    private static func told(
        _ bench: DaemonBench<ManualClock>, _ accepts: @escaping @Sendable (String) -> Bool
    ) async {
        _ = await bench.manager.notifications.first { states in
            states.contains { if case .status(let text) = $0 { accepts(text) } else { false } }
        }
    }

    @Test("is told when it trips, and no more after a reload or when its hour has passed", arguments: Ending.allCases)
    func breaker(ending: Ending) async {
        let scans = ["2", "3"].flatMap { (section: String) in
            ActivitySnapshot.scan("uuid-\(section)", section: section).activities
        }
        let server = FakePlexServer { $0.activities = .success(ActivitySnapshot(activities: scans)) }
        let rule = Rule(
            name: "low", match: ActivityMatch(types: [Glob("library.update.section")]),
            conditions: [.progressBelow(50)], conduct: .enforce(StopMandate(arming: StopPlan())))
        var configuration = LoadedConfiguration.of([("home", server)], rules: [rule], interval: .hours(1))
        configuration.configuration.safety.maximumStopsPerHour = 1
        let bench = DaemonBench(configuration)
        await bench.run {
            // The poll that looks again before the first stop.
            _ = await bench.events.next(.started)
            await bench.clock.sleeper(in: .seconds(2))
            bench.clock.advance(by: .seconds(2))
            let tripped = await bench.events.next(.breakerTripped)
            #expect(tripped?[.reason] == "max-stops-per-hour")
            // The status may tell the breaker before the request has gone out.
            _ = await bench.events.next(.stopRequested)
            // The status is told once a second. It counts the stops that the server heeded: the request is not verified yet.
            bench.clock.advance(by: .seconds(1))
            await Self.told(bench) { $0.hasSuffix("0 stops in the last hour, 1 breaker tripped") }

            switch ending {
            case .reload:
                bench.signal(.sighup)
                await Self.told(bench) { !$0.contains("breaker") }
                #expect(bench.status.documents.last?.monitor.servers.first?.stopsInLastHour == 1)
            case .hour:
                server.change { $0.activities = .success(ActivitySnapshot(activities: [])) }
                bench.clock.advance(by: .seconds(3_590))
                _ = await bench.events.next(.lost)
                bench.clock.advance(by: .seconds(1))
                await Self.told(bench) { $0.contains("0 activities") && $0.contains("1 breaker tripped") }
                bench.clock.advance(by: .seconds(10))
                await Self.told(bench) { !$0.contains("breaker") }
            }
            #expect(bench.status.documents.last?.monitor.servers.first?.breakers == [])
        }
        #expect(server.calls.count { if case .send = $0 { true } else { false } } == 1)
        #expect(bench.events.events.count { $0.kind == .breakerTripped } == 1)
    }
}
