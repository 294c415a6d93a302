// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import Systemd
import Testing
import UnixSignals

@testable import ActivityDaemon
@testable import PlexClient

@Suite("Who plays", .timeLimit(.minutes(1)))
struct SessionPollTests {
    private static let anybody = Rule(
        name: "busy", match: ActivityMatch(types: [Glob("library.update.section")]), conditions: [.streamsAtLeast(1)],
        conduct: .notify)
    private static let nobody = Rule(
        name: "low", match: ActivityMatch(types: [Glob("library.update.section")]), conditions: [.progressBelow(50)],
        conduct: .notify)

    /// Lets so many polls come and go.
    private static func poll(_ times: Int = 1, _ server: FakePlexServer, _ bench: DaemonBench<ManualClock>) async {
        for _ in 0..<times {
            await bench.clock.sleeper(in: .seconds(10))
            bench.clock.advance(by: .seconds(10))
            _ = await server.stream.first { if case .activities = $0 { true } else { false } }
        }
    }

    /// Puts rules into force.
    private static func reload(_ rules: [Rule], _ bench: DaemonBench<ManualClock>) async {
        bench.reader.set(.success(.of([("home", FakePlexServer())], rules: rules)))
        bench.signal(.sighup)
        await bench.told([.ready])
    }

    @Test("is asked only while a rule needs it to judge something that is there")
    func onlyWhileNeeded() async {
        let server = FakePlexServer {
            $0.activities = .success(.scan())
            $0.sessions = .success([PlaybackSession(key: "1", state: .playing, isTranscoding: false)])
        }
        var asked: Int { server.calls.count { $0 == .sessions } }
        let bench = DaemonBench(.of([("home", server)], rules: [Self.nobody]))
        await bench.run {
            await bench.told([.ready])
            await Self.poll(3, server, bench)
            #expect(asked == 0)

            // Nothing is there that the rule matches.
            server.change { $0.activities = .success(ActivitySnapshot(activities: [])) }
            await Self.poll(1, server, bench)
            await Self.reload([Self.nobody, Self.anybody], bench)
            await Self.poll(3, server, bench)
            #expect(asked == 0)

            server.change { $0.activities = .success(.scan("b")) }
            await Self.poll(4, server, bench)
            #expect(asked == 3)
            let fired = await bench.events.stream.first { $0.kind == .ruleFired && $0[.rule] == "busy" }
            #expect(fired != nil)

            await Self.reload([Self.nobody], bench)
            let before = asked
            await Self.poll(3, server, bench)
            #expect(asked == before)
        }
    }
}
