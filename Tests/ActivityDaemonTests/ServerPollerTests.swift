// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import ServerAccess
import Testing

@testable import ActivityDaemon
@testable import PlexClient

private let unreachable = PlexClientError.test(.unreachable(cause: "refused", errno: 111))

@Suite("A server's poller", .timeLimit(.minutes(1)))
struct ServerPollerTests {
    @Test("asks who the server is and what its sections are called before it looks")
    func order() async {
        let bench = PollerBench { $0.activities = .success(.scan()) }
        await bench.run { envelopes in
            #expect(await envelopes.next() == .identity(server: "home", ServerIdentity(machineIdentifier: "m1")))
            #expect(await envelopes.next() == .sections(server: "home", []))
            #expect(await envelopes.next() == .poll(server: "home", sentAt: bench.clock.now, .snapshot(.scan())))
            await bench.clock.sleeper(in: .seconds(10))
        }
        #expect(
            bench.server.calls.prefix(4) == [.identity, .sections, .activities(knowsBody: false), .isAdministrator])
    }

    @Test("polls again at the interval, counted from one request to the next")
    func interval() async {
        let bench = PollerBench()
        await bench.run { envelopes in
            let first = await envelopes.poll()
            await bench.clock.sleeper(in: .seconds(10))
            bench.clock.advance(by: .seconds(10))
            let second = await envelopes.poll()
            #expect(first?.sentAt.advanced(by: .seconds(10)) == second?.sentAt)
        }
    }

    @Test("a poll that is wanted while one is under way follows at once, and was sent afterwards")
    func pollNowInFlight() async {
        let bench = PollerBench { $0.hangs = true }
        await bench.run { envelopes in
            _ = await envelopes.next()
            _ = await envelopes.next()
            _ = await bench.server.stream.first { $0 == .activities(knowsBody: false) }
            bench.clock.advance(by: .seconds(3))
            let wanted = bench.clock.now
            bench.control.pollNow()
            bench.server.release()
            let first = await envelopes.poll()
            // Nobody moves the clock: the second comes by itself.
            let second = await envelopes.poll()
            #expect(first.map { $0.sentAt < wanted } == true)
            #expect(second.map { $0.sentAt >= wanted } == true)
        }
    }

    @Test("a poll that is wanted while it waits comes at once")
    func pollNowWhileWaiting() async {
        let bench = PollerBench(interval: .hours(1))
        await bench.run { envelopes in
            _ = await envelopes.poll()
            await bench.clock.sleeper(in: .hours(1))
            bench.control.pollNow()
            #expect(await envelopes.poll()?.sentAt == bench.clock.now)
            await bench.clock.sleeper(in: .hours(1))
        }
    }

    @Test("a shorter interval counts for the wait that has begun")
    func shorterInterval() async {
        let bench = PollerBench(interval: .hours(1))
        await bench.run { envelopes in
            _ = await envelopes.poll()
            await bench.clock.sleeper(in: .hours(1))
            bench.control.setInterval(.seconds(2))
            await bench.clock.sleeper(in: .seconds(2))
            bench.clock.advance(by: .seconds(2))
            #expect(await envelopes.poll()?.sentAt == bench.clock.now)
        }
    }

    @Test("waits longer after each failure, whatever the interval")
    func backoff() async {
        let bench = PollerBench(interval: .hours(1)) {
            $0.activities = .failure(unreachable)
            $0.identity = .failure(unreachable)
        }
        await bench.run { envelopes in
            for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
                #expect(
                    await envelopes.poll()?.result
                        == .failure(PollFailure(unreachable, for: .service(serverIsRemote: false))))
                await bench.clock.sleeper(in: .seconds(seconds))
                bench.clock.advance(by: .seconds(seconds))
            }
        }
    }

    @Test("reads the identity again after a failed poll, before the next one, and is in doubt meanwhile")
    func identityAfterFailure() async {
        let bench = PollerBench { $0.activities = .failure(unreachable) }
        await bench.run { envelopes in
            _ = await envelopes.poll()
            await bench.clock.sleeper(in: .seconds(1))
            #expect(!bench.control.identityIsConfirmed)
            bench.server.change { $0.activities = .success(.scan()) }
            bench.clock.advance(by: .seconds(1))
            #expect(await envelopes.next() == .identity(server: "home", ServerIdentity(machineIdentifier: "m1")))
            #expect(await envelopes.poll()?.result == .snapshot(.scan()))
            #expect(bench.control.identityIsConfirmed)
        }
    }

    @Test("polls a server that does not say who it is, and does not confirm its identity")
    func withoutIdentity() async {
        let bench = PollerBench { $0.identity = .failure(.test(.notFound(excerpt: ""))) }
        await bench.run { envelopes in
            #expect(await envelopes.poll()?.result == .snapshot(ActivitySnapshot(activities: [])))
            await bench.clock.sleeper(in: .seconds(10))
            #expect(!bench.control.identityIsConfirmed)
        }
    }

    @Test("asks once a minute after 401, with the token as it is by then")
    func unauthorized() async {
        let bench = PollerBench(interval: .seconds(1)) { $0.activities = .failure(.test(.unauthorized(status: 401))) }
        await bench.run { envelopes in
            #expect(
                await envelopes.poll()?.result
                    == .failure(PollFailure(.test(.unauthorized(status: 401)), for: .service(serverIsRemote: false))))
            bench.control.pollNow()
            await bench.clock.sleeper(in: .seconds(60))
            bench.clock.advance(by: .seconds(60))
            _ = await envelopes.poll()
            #expect(!bench.server.calls.contains { if case .replaceToken = $0 { true } else { false } })
            bench.tokens.set("new")
            await bench.clock.sleeper(in: .seconds(60))
            bench.server.change { $0.activities = .success(.scan()) }
            bench.clock.advance(by: .seconds(60))
            #expect(await envelopes.next() == .tokenChanged(server: "home"))
            #expect(await envelopes.poll()?.result == .snapshot(.scan()))
            #expect(bench.server.calls.contains(.replaceToken(bench.tokens.current)))
        }
    }

    @Test("does not wait for the minute when a reload brings another token")
    func tokenReplaced() async {
        let bench = PollerBench { $0.activities = .failure(.test(.unauthorized(status: 498))) }
        await bench.run { envelopes in
            _ = await envelopes.poll()
            await bench.clock.sleeper(in: .seconds(60))
            bench.control.tokenWasReplaced()
            #expect(await envelopes.poll()?.sentAt == bench.clock.now)
        }
    }

    @Test("obeys Retry-After up to a minute")
    func retryAfter() async {
        let bench = PollerBench { $0.activities = .failure(.test(.tooManyRequests(retryAfter: .seconds(20)))) }
        await bench.run { envelopes in
            _ = await envelopes.poll()
            await bench.clock.sleeper(in: .seconds(20))
            bench.server.change { $0.activities = .failure(.test(.tooManyRequests(retryAfter: .hours(2)))) }
            bench.clock.advance(by: .seconds(20))
            _ = await envelopes.poll()
            await bench.clock.sleeper(in: .seconds(60))
        }
    }

    @Test("passes the last snapshot on when the bytes are the same")
    func unchangedBody() async {
        let bench = PollerBench { $0.activities = .success(.scan()) }
        await bench.run { envelopes in
            #expect(await envelopes.poll()?.result == .snapshot(.scan()))
            await bench.clock.sleeper(in: .seconds(10))
            bench.clock.advance(by: .seconds(10))
            #expect(await envelopes.poll()?.result == .snapshot(.scan()))
        }
        #expect(bench.server.calls.contains(.activities(knowsBody: true)))
    }

    @Test("asks for the sections again when an unknown one shows up, at most once a minute")
    func unknownSection() async {
        let bench = PollerBench(interval: .seconds(30)) { $0.activities = .success(.scan(section: "7")) }
        await bench.run { envelopes in
            for _ in 0..<3 {
                _ = await envelopes.poll()
                await bench.clock.sleeper(in: .seconds(30))
                bench.clock.advance(by: .seconds(30))
            }
            _ = await envelopes.poll()
        }
        #expect(bench.server.calls.count { $0 == .sections } == 2)
    }

    @Test("reads the names of sections again before a poll that somebody waits for, and every ten minutes")
    func renamedSections() async {
        let bench = PollerBench(interval: .minutes(4))
        var asked: Int { bench.server.calls.count { $0 == .sections } }
        await bench.run { envelopes in
            _ = await envelopes.poll()
            #expect(asked == 1)
            await bench.clock.sleeper(in: .minutes(4))
            bench.clock.advance(by: .seconds(5))
            bench.control.pollNow()
            #expect(await envelopes.next() == .sections(server: "home", []))
            _ = await envelopes.poll()
            #expect(asked == 2)
            for (wait, count) in [(235, 2), (240, 2), (240, 3)] {
                await bench.clock.sleeper(in: .seconds(wait))
                bench.clock.advance(by: .seconds(wait))
                _ = await envelopes.poll()
                #expect(asked == count)
            }
        }
    }

    @Test("asks who the server is once more where what comes before a poll fails")
    func failureBeforePoll() async {
        let bench = PollerBench { $0.sessions = .failure(unreachable) }
        bench.control.setNeedsSessions(true)
        await bench.run { envelopes in
            _ = await envelopes.poll()
            #expect(bench.control.identityIsConfirmed)
            #expect(bench.control.machineIdentifier == "m1")
        }
        #expect(
            bench.server.calls.prefix(5) == [
                .identity, .sections, .sessions, .identity, .activities(knowsBody: false),
            ])
    }

    @Test("reads the sessions before a poll where a rule needs them, and says when it cannot")
    func sessions() async {
        let bench = PollerBench { $0.sessions = .failure(unreachable) }
        bench.control.setNeedsSessions(true)
        await bench.run { envelopes in
            _ = await envelopes.next()
            _ = await envelopes.next()
            #expect(await envelopes.next() == .sessions(server: "home", nil))
            #expect(await envelopes.poll() != nil)
        }
    }

    @Test("reads the maintenance hours where a rule asks for them: every ten minutes, and each minute while it cannot")
    func maintenanceHours() async {
        let bench = PollerBench(interval: .minutes(1)) { $0.maintenance = .failure(unreachable) }
        bench.control.setNeedsMaintenanceHours(true)
        await bench.run { envelopes in
            var told: [MaintenanceHours?] = []
            for minute in 0..<13 {
                if minute == 1 { bench.server.change { $0.maintenance = .success(MaintenanceHours(start: 2, end: 5)) } }
                if minute == 2 { bench.server.change { $0.maintenance = .success(MaintenanceHours(start: 3, end: 6)) } }
                while let input = await envelopes.next() {
                    if case .maintenance(_, let hours) = input { told.append(hours) }
                    if case .poll = input { break }
                }
                await bench.clock.sleeper(in: .minutes(1))
                bench.clock.advance(by: .minutes(1))
            }
            #expect(told == [nil, MaintenanceHours(start: 2, end: 5), MaintenanceHours(start: 3, end: 6)])
        }
        let idle = PollerBench()
        await idle.run { envelopes in _ = await envelopes.poll() }
        #expect(!idle.server.calls.contains(.maintenance))
    }

    @Test("reads the sessions again two seconds after the last poll when somebody plays, and the grid stays")
    func sessionsChange() async {
        let bench = PollerBench()
        bench.control.setNeedsSessions(true)
        await bench.run { envelopes in
            let first = await envelopes.poll()
            await bench.clock.sleeper(in: .seconds(10))
            bench.clock.advance(by: .milliseconds(500))
            // However often it is said.
            for _ in 0..<5 { bench.control.sessionsHaveChanged([], at: bench.clock.now) }
            await bench.clock.sleeper(in: .milliseconds(1_500))
            bench.clock.advance(by: .milliseconds(1_500))
            let second = await envelopes.poll()
            #expect(first?.sentAt.advanced(by: .seconds(2)) == second?.sentAt)
            await bench.clock.sleeper(in: .seconds(8))
        }
        #expect(bench.server.calls.count { $0 == .sessions } == 2)
    }

    @Test("stays on its grid, whatever it is asked for, and leaves points out while the interval is stretched")
    func grid() async {
        let bench = PollerBench()
        await bench.run { envelopes in
            _ = await envelopes.poll()
            await bench.clock.sleeper(in: .seconds(10))
            bench.control.setInterval(.seconds(60))
            await bench.clock.sleeper(in: .seconds(60))
            bench.clock.advance(by: .seconds(13))
            bench.control.pollNow()
            _ = await envelopes.poll()
            await bench.clock.sleeper(in: .seconds(57))
            bench.clock.advance(by: .seconds(20))
            bench.control.setInterval(.seconds(10))
            await bench.clock.sleeper(in: .seconds(7))
            bench.clock.advance(by: .seconds(7))
            _ = await envelopes.poll()
            bench.control.setInterval(.seconds(2))
            await bench.clock.sleeper(in: .seconds(2))
        }
    }

    @Test("an identity that was read before the last doubt confirms nothing")
    func doubtWhileIdentifying() async {
        let bench = PollerBench()
        await bench.run { envelopes in
            // Between the answer and its confirmation, both times that it is asked before a poll.
            for _ in 0..<2 { _ = await envelopes.next { bench.control.doubtIdentity() } }
            _ = await envelopes.poll()
            await bench.clock.sleeper(in: .seconds(10))
            #expect(!bench.control.identityIsConfirmed)
            bench.control.pollNow()
            _ = await envelopes.next()
            _ = await envelopes.poll()
            #expect(bench.control.identityIsConfirmed)
        }
    }

    @Test("reads the identity when nothing of the last list is left, before it reports that")
    func replacedList() async {
        let bench = PollerBench { $0.activities = .success(.scan("a")) }
        await bench.run { envelopes in
            _ = await envelopes.poll()
            await bench.clock.sleeper(in: .seconds(10))
            bench.server.change { $0.activities = .success(.scan("b")) }
            bench.clock.advance(by: .seconds(10))
            #expect(await envelopes.next() == .identity(server: "home", ServerIdentity(machineIdentifier: "m1")))
            #expect(await envelopes.poll()?.result == .snapshot(.scan("b")))
            #expect(bench.control.identityIsConfirmed)
        }
    }

    @Test("never reports a list of another server as one of the server before")
    func replacedServer() async {
        let bench = PollerBench { $0.activities = .success(.scan("a")) }
        await bench.run { envelopes in
            _ = await envelopes.poll()
            await bench.clock.sleeper(in: .seconds(10))
            bench.server.change {
                $0.activities = .success(.scan("b"))
                $0.identity = .success(ServerIdentity(machineIdentifier: "m2"))
            }
            bench.clock.advance(by: .seconds(10))
            #expect(await envelopes.next() == .identity(server: "home", ServerIdentity(machineIdentifier: "m2")))
            // Asked for again, at once: the first answer may have been of either server.
            _ = await bench.server.stream.first { $0 == .activities(knowsBody: false) }
            #expect(await envelopes.poll()?.result == .snapshot(.scan("b")))
        }
        #expect(bench.server.calls.count { if case .activities = $0 { true } else { false } } == 3)
    }

    @Test("a list without anything of the last one is a failed poll while the server does not say who it is")
    func replacedListWithoutIdentity() async {
        let bench = PollerBench { $0.activities = .success(.scan("a")) }
        await bench.run { envelopes in
            _ = await envelopes.poll()
            await bench.clock.sleeper(in: .seconds(10))
            bench.server.change {
                $0.activities = .success(ActivitySnapshot(activities: []))
                $0.identity = .failure(unreachable)
            }
            bench.clock.advance(by: .seconds(10))
            let failure = PollFailure(unreachable, for: .service(serverIsRemote: false))
            #expect(await envelopes.poll()?.result == .failure(failure))
            await bench.clock.sleeper(in: .seconds(1))
            bench.clock.advance(by: .seconds(1))
            #expect(await envelopes.poll()?.result == .snapshot(ActivitySnapshot(activities: [])))
            #expect(!bench.control.identityIsConfirmed)
        }
    }

    @Test("tells once of a token that it is not an administrator's, and says so of the next one")
    func administrator() async {
        let bench = PollerBench { $0.isAdministrator = .success(false) }
        await bench.run { envelopes in
            _ = await envelopes.poll()
            #expect(await envelopes.next() == .administrator(server: "home", false))
            await bench.clock.sleeper(in: .seconds(10))
            bench.server.change { $0.activities = .failure(.test(.unauthorized(status: 401))) }
            bench.clock.advance(by: .seconds(10))
            _ = await envelopes.poll()
            bench.server.change {
                $0.activities = .success(.scan())
                $0.isAdministrator = .success(true)
            }
            await bench.clock.sleeper(in: .seconds(60))
            bench.clock.advance(by: .seconds(60))
            _ = await envelopes.poll()
            #expect(await envelopes.next() == .administrator(server: "home", true))
            await bench.clock.sleeper(in: .seconds(10))
        }
        #expect(bench.server.calls.count { $0 == .isAdministrator } == 2)
    }

    @Test("says nothing more once it is stopped")
    func stopped() async {
        let bench = PollerBench { $0.hangs = true }
        await bench.run { envelopes in
            _ = await envelopes.next()
            _ = await envelopes.next()
            _ = await bench.server.stream.first { $0 == .activities(knowsBody: false) }
            bench.control.stop()
            bench.server.release()
            bench.mailbox.close()
            #expect(await envelopes.next() == nil)
        }
    }
}
