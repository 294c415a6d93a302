// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import ServiceFiles
import Synchronization
import Systemd
import SystemdTestKit
import Testing
import UnixSignals

@testable import ActivityDaemon
@testable import PlexClient

@Suite("The daemon", .timeLimit(.minutes(1)))
struct DaemonTests {
    @Test("is ready when every server has been polled once, whether it answered or not")
    func ready() async {
        let good = FakePlexServer { $0.activities = .success(.scan()) }
        let bad = FakePlexServer { $0.activities = .failure(.test(.timedOut(after: .seconds(1)))) }
        let bench = DaemonBench(.of([("good", good), ("bad", bad)]))
        await bench.run {
            await bench.told([.ready])
        }
        #expect(bench.events.events.first?.kind == .configurationLoaded)
        #expect(bench.events.events.contains { $0.kind == .started && $0[.server] == "good" })
        #expect(bench.events.events.contains { $0.kind == .serverUnreachable && $0[.server] == "bad" })
    }

    @Test("a server that hangs delays neither the others nor readiness for longer than ten seconds")
    func hanging() async {
        let good = FakePlexServer { $0.activities = .success(.scan()) }
        let hung = FakePlexServer { $0.hangs = true }
        let bench = DaemonBench(.of([("good", good), ("hung", hung)], interval: .seconds(1)))
        await bench.run {
            _ = await bench.events.next(.started)
            #expect(!bench.manager.recorded.contains { $0.contains(.ready) })
            for progress in 2...11 {
                await bench.clock.sleeper(in: .seconds(1))
                good.change { $0.activities = .success(.scan(progress: Double(progress))) }
                bench.clock.advance(by: .seconds(1))
                _ = await good.stream.first { if case .activities = $0 { true } else { false } }
            }
            await bench.told([.ready])
        }
        #expect(good.calls.count { if case .activities = $0 { true } else { false } } >= 10)
    }

    /// Lets the poll come that looks again: on a clock that stands still none is sent after the decision.
    private static func lookAgain(_ bench: DaemonBench<ManualClock>) async {
        _ = await bench.events.next(.started)
        await bench.clock.sleeper(in: .seconds(2))
        bench.clock.advance(by: .seconds(2))
    }

    @Test("saves the state before a request goes out, and reports what became of it")
    func savedBeforeSent() async {
        let server = FakePlexServer { $0.activities = .success(.scan(section: "2")) }
        let request = FakePlexServer.Call.send(.stopSectionRefresh(SectionID("2")))
        let saves = Mutex<[Bool]>([])
        let storage = FakeStateStorage { _ in
            let isSent = server.calls.contains(request)
            saves.withLock { $0.append(isSent) }
        }
        let rule = Rule(
            name: "stuck", match: ActivityMatch(types: [Glob("library.update.section")]),
            conditions: [.progressBelow(50)], conduct: .enforce(StopMandate(arming: StopPlan())))
        let bench = DaemonBench(.of([("home", server)], rules: [rule]), storage: storage)
        await bench.run {
            await Self.lookAgain(bench)
            let event = await bench.events.next(.stopRequested)
            #expect(event?[.httpStatus] == "200")
        }
        #expect(server.calls.count { $0 == request } == 1)
        #expect(saves.withLock { $0.first } == false)
        // Two polls at least: the one that decided and the one that looked again.
        #expect(server.calls.count { if case .activities = $0 { true } else { false } } >= 2)
    }

    @Test("sends nothing when the state cannot be saved")
    func fullDisk() async {
        let server = FakePlexServer { $0.activities = .success(.scan(section: "2")) }
        let storage = FakeStateStorage()
        storage.setFull(true)
        let rule = Rule(
            name: "stuck", match: ActivityMatch(types: [Glob("library.update.section")]),
            conditions: [.progressBelow(50)], conduct: .enforce(StopMandate(arming: StopPlan())))
        let bench = DaemonBench(.of([("home", server)], rules: [rule]), storage: storage)
        await bench.run {
            await Self.lookAgain(bench)
            let event = await bench.events.next(.stopAbandoned)
            #expect(event?[.reason] == "not-sent")
        }
        #expect(!server.calls.contains { if case .send = $0 { true } else { false } })
        #expect(!bench.events.events.contains { $0.kind == .stopRequested })
    }

    @Test("an accepted reload starts, stops and keeps pollers as the configuration says")
    func reload() async {
        let (kept, removed, added) = (FakePlexServer(), FakePlexServer(), FakePlexServer())
        let twin = FakePlexServer()
        let bench = DaemonBench(.of([("kept", kept), ("old", removed)]))
        await bench.run {
            await bench.told([.ready])
            bench.reader.set(.success(.of([("kept", twin), ("new", added)])))
            bench.signal(.sighup)
            _ = await removed.stream.first { $0 == .shutdown }
            _ = await added.stream.first { if case .activities = $0 { true } else { false } }
            await bench.told([.ready])
        }
        // The server that stays keeps its client; what was made for it anew is not used.
        #expect(!kept.calls.contains(.shutdown) || !twin.calls.contains { $0 == .identity })
        #expect(!twin.calls.contains(.identity))
        let loaded = bench.events.events.filter { $0.kind == .configurationLoaded }
        #expect(loaded.map { $0[.configurationGeneration] } == ["1", "2"])
        let told = bench.manager.recorded.flatMap(\.self).compactMap { state -> String? in
            switch state {
            case .reloading: "reloading"
            case .ready: "ready"
            default: nil
            }
        }
        #expect(told == ["ready", "reloading", "ready"])
    }

    @Test("a reload with another token for a server that stays goes on with it")
    func reloadToken() async throws {
        let server = FakePlexServer()
        let token = try PlexToken("new")
        let bench = DaemonBench(.of([("home", server)]))
        await bench.run {
            await bench.told([.ready])
            bench.reader.set(.success(.of([("home", FakePlexServer())], token: token)))
            bench.signal(.sighup)
            _ = await server.stream.first { $0 == .replaceToken(token) }
        }
    }

    @Test("a rejected reload leaves everything as it was and names every problem")
    func rejected() async {
        let server = FakePlexServer()
        let bench = DaemonBench(.of([("home", server)], interval: .seconds(1)))
        await bench.run {
            await bench.told([.ready])
            bench.reader.set(.failure(ConfigurationRejection(problems: ["f: a = 1: wrong", "f: b = 2: wrong"])))
            bench.signal(.sighup)
            _ = await bench.events.next(.configurationRejected)
            await bench.told([.ready])
            await bench.clock.sleeper(in: .seconds(1))
            bench.clock.advance(by: .seconds(1))
            _ = await server.stream.first { $0 == .activities(knowsBody: true) }
        }
        let rejected = bench.events.events.filter { $0.kind == .configurationRejected }
        #expect(rejected.count == 2)
        #expect(rejected.first?.message.contains("f: a = 1: wrong") == true)
        #expect(rejected.allSatisfy { $0[.configurationGeneration] == "1" })
        let statuses = bench.manager.recorded.flatMap(\.self).compactMap { state -> String? in
            guard case .status(let text) = state else { return nil }
            return text
        }
        #expect(statuses.contains { $0.contains("configuration rejected: f: a = 1: wrong") })
        #expect(bench.status.documents.last?.rejectedConfiguration == "f: a = 1: wrong")
    }

    @Test("is alive while the loop handles messages and every task keeps its word")
    func watchdog() async {
        let bench = DaemonBench(.of([("home", FakePlexServer())], interval: .hours(1)), watchdog: .seconds(30))
        await bench.run {
            for _ in 0..<5 {
                await bench.told([.watchdog])
                await bench.clock.sleeper(in: .seconds(10))
                bench.clock.advance(by: .seconds(10))
            }
        }
    }

    @Test("is not alive when a task does not come back")
    func hungTask() async {
        let bench = DaemonBench(.of([("home", FakePlexServer())], interval: .hours(1)), watchdog: .seconds(300))
        await bench.run {
            await bench.told([.watchdog])
            bench.health.expect("a task", within: .seconds(60))
            await bench.clock.sleeper(in: .seconds(100))
            let before = bench.manager.recorded.count { $0.contains(.watchdog) }
            bench.clock.advance(by: .seconds(100))
            await bench.clock.sleeper(in: .seconds(100))
            #expect(bench.manager.recorded.count { $0.contains(.watchdog) } == before)
            bench.health.forget("a task")
            bench.clock.advance(by: .seconds(100))
            await bench.clock.sleeper(in: .seconds(100))
            #expect(bench.manager.recorded.count { $0.contains(.watchdog) } == before + 1)
        }
        #expect(bench.log.messages.contains { $0.contains("no sign of life from: a task") })
    }
}

@Suite("Problems of a configuration")
struct RejectionTests {
    @Test("are one event each, up to a limit, each with what to do")
    func limit() {
        let rejection = ConfigurationRejection(problems: (1...60).map { "problem \($0)" })
        let events = rejection.events(generation: 3, limit: 50)
        #expect(events.count == 51)
        #expect(
            events[0].message == "Configuration rejected, number 3 stays in force: problem 1; correct it and reload")
        #expect(events[50].message.contains("and 10 more problems"))
    }

    @Test("cannot break the line that they stand on")
    func printable() {
        let rejection = ConfigurationRejection(problems: ["a\nb\u{1B}[31m" + String(repeating: "x", count: 5000)])
        let message = rejection.events(generation: 0, limit: 50)[0].message
        #expect(!message.contains("\n") && !message.contains("\u{1B}") && message.count < 1200)
    }
}
