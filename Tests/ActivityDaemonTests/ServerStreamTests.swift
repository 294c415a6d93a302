// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import ServerAccess
import Testing

@testable import ActivityDaemon
@testable import PlexClient

/// A stream between a server that does as it is told and a mailbox that the test empties.
private struct Bench {
    let server: FakePlexServer
    let control: PollerControl
    let clock = ManualClock()
    let mailbox = Mailbox()
    let tokens = FakeTokenSource()
    let log = RecordingLogger()
    let health: HealthRegistry

    init(
        _ transport: NotificationTransport? = .eventSource,
        _ change: (inout FakePlexServer.Answers) -> Void = { _ in }
    ) {
        self.server = FakePlexServer {
            $0.follow = .success(())
            change(&$0)
        }
        self.control = PollerControl(
            id: PollerID(number: 1), interval: .seconds(10), token: self.tokens.current, transport: transport)
        self.health = HealthRegistry(clock: self.clock)
    }

    /// Runs the stream while the body takes envelopes.
    func run(_ body: (inout Envelopes) async throws -> Void) async rethrows {
        let dependencies = ServerDependencies(
            configuration: ServerConfiguration(name: "home", url: "http://127.0.0.1:1"),
            server: self.server, control: self.control, tokens: self.tokens, mailbox: self.mailbox, health: self.health,
            clock: self.clock, generator: FixedGenerator(), logger: self.log.logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await ServerStream(dependencies).run() }
            var envelopes = Envelopes(iterator: self.mailbox.envelopes.makeAsyncIterator(), clock: self.clock)
            try await body(&envelopes)
            self.mailbox.close()
            group.cancelAll()
        } as Void
    }

    /// Waits until a poll is wanted; no other wish comes up here.
    func pollIsWanted() async {
        while !self.control.pollIsWanted { _ = await self.control.wishesChanged.notified() }
    }

    /// What it said at warning and notice.
    var said: [String] { self.log.messages }
}

/// Takes envelopes as the loop would, one by one.
private struct Envelopes {
    var iterator: AsyncStream<Mailbox.Envelope>.Iterator
    let clock: ManualClock
    var waiting: [Input] = []

    /// The next input; those of a queue one after the other.
    mutating func next() async -> Input? {
        while self.waiting.isEmpty {
            guard let envelope = await self.iterator.next(isolation: #isolation) else { return nil }
            switch envelope.message {
            case .observation(_, let input):
                self.waiting.append(input)
            case .notifications(let queue):
                let batch = queue.take(at: self.clock.now)
                self.waiting += batch.messages.map {
                    .notification(server: queue.server, receivedAt: $0.receivedAt, $0.notification)
                }
                if batch.isUnclear { self.waiting.append(.stream(server: queue.server, .unclear)) }
            default:
                break
            }
            envelope.acknowledgement.give()
        }
        return self.waiting.removeFirst()
    }
}

private let lost = PlexClientError.test(.connectionLost(cause: "reset", errno: 104))
private let open = Input.stream(server: "home", .open)

extension Input {
    /// The news that the stream is not there for this reason.
    fileprivate static func closed(_ error: PlexClientError) -> Input {
        .stream(server: "home", .closed(PollFailure(error, for: .service(serverIsRemote: false))))
    }
}

@Suite("A server's stream", .timeLimit(.minutes(1)))
struct ServerStreamTests {
    @Test(
        "tells that it is open before anything that it brings, and asks for a poll",
        arguments: NotificationTransport.allCases)
    func opens(transport: NotificationTransport) async {
        let bench = Bench(transport)
        await bench.run { envelopes in
            #expect(await envelopes.next() == open)
            bench.server.tell(.other(type: "status"), .activity(.test(.started, "a", 0)))
            #expect(
                await envelopes.next()
                    == .notification(server: "home", receivedAt: bench.clock.now, .test(.started, "a", 0)))
            #expect(bench.control.pollIsWanted)
            #expect(bench.control.stream.condition.phase == .open(since: bench.clock.now))
        }
        #expect(bench.server.calls == [.follow(transport)])
        #expect(bench.said.isEmpty)
    }

    @Test("tells the end after what came before it, asks for a poll, and connects again")
    func reconnects() async {
        let bench = Bench()
        await bench.run { envelopes in
            _ = await envelopes.next()
            bench.control.pollBegins()
            bench.control.confirmIdentity("m", after: bench.control.identity.doubts)
            bench.server.tell(.activity(.test(.ended, "a", 100)))
            bench.server.endStream(lost)
            #expect(
                await envelopes.next()
                    == .notification(server: "home", receivedAt: bench.clock.now, .test(.ended, "a", 100)))
            #expect(await envelopes.next() == .closed(lost))
            await bench.clock.sleeper(in: .seconds(1))
            #expect(bench.control.pollIsWanted)
            #expect(!bench.control.identityIsConfirmed)
            bench.control.pollBegins()
            bench.control.confirmIdentity("m", after: bench.control.identity.doubts)
            bench.clock.advance(by: .seconds(1))
            #expect(await envelopes.next() == open)
            // Whoever answers now may be another server.
            await bench.pollIsWanted()
            #expect(!bench.control.identityIsConfirmed)
        }
        #expect(bench.said.count == 1)
    }

    @Test("waits longer after each failure, up to five minutes, and says so once")
    func backoff() async {
        let bench = Bench { $0.follow = .failure(lost) }
        await bench.run { envelopes in
            #expect(await envelopes.next() == .closed(lost))
            for seconds in [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300] {
                await bench.clock.sleeper(in: .seconds(seconds))
                bench.clock.advance(by: .seconds(seconds))
            }
            await bench.clock.sleeper(in: .seconds(300))
            // The monitor was told once: attempts that fail are nothing new.
            bench.server.change { $0.follow = .success(()) }
            bench.clock.advance(by: .seconds(300))
            #expect(await envelopes.next() == open)
        }
        #expect(bench.server.calls.count == 13)
        #expect(bench.said.count == 1)
        #expect(bench.said.first?.contains("cannot be opened") == true)
        #expect(bench.said.first?.contains("notifications = \"websocket\"") == true)
    }

    @Test("begins anew with short waits only after a healthy minute, and then says that it is back")
    func healthyMinute() async {
        let bench = Bench()
        await bench.run { envelopes in
            _ = await envelopes.next()
            // Breaks again and again: longer waits, and one notice and one warning.
            for seconds in [1, 2, 4, 8] {
                bench.clock.advance(by: .seconds(59))
                bench.server.endStream(lost)
                #expect(await envelopes.next() == .closed(lost))
                await bench.clock.sleeper(in: .seconds(seconds))
                bench.clock.advance(by: .seconds(seconds))
                #expect(await envelopes.next() == open)
            }
            #expect(bench.said.count == 2)
            #expect(bench.said.first?.contains("notifications =") == false)
            #expect(bench.said.last?.contains("if this lasts, set notifications = \"websocket\"") == true)
            await bench.clock.sleeper(in: .seconds(60))
            bench.clock.advance(by: .seconds(60))
            while bench.said.count < 3 { await Task.yield() }
            bench.server.endStream(lost)
            #expect(await envelopes.next() == .closed(lost))
            await bench.clock.sleeper(in: .seconds(1))
        }
        #expect(bench.said.count == 4)
        #expect(bench.said.dropFirst(2).first?.contains("is back") == true)
        #expect(bench.said.last?.contains("was lost") == true)
    }

    @Test("says nothing of its own while no connection to the server comes about")
    func outage() async {
        let down = PlexClientError.test(.unreachable(cause: "connection refused", errno: 111))
        let bench = Bench { $0.follow = .failure(down) }
        await bench.run { envelopes in
            #expect(await envelopes.next() == .closed(down))
            await bench.clock.sleeper(in: .seconds(1))
        }
        #expect(bench.said.isEmpty)
    }

    @Test(
        "waits shortly each time that a stream delivered something, however soon it was cut",
        arguments: [PlexNotification.other(type: "status"), .activity(.test(.updated, "a", 1)), .unreadable])
    func cutAfterDelivery(notification: PlexNotification) async {
        let bench = Bench { $0.follow = .failure(lost) }
        await bench.run { envelopes in
            #expect(await envelopes.next() == .closed(lost))
            for seconds in [1, 2, 4] {
                await bench.clock.sleeper(in: .seconds(seconds))
                if seconds == 4 { bench.server.change { $0.follow = .success(()) } }
                bench.clock.advance(by: .seconds(seconds))
            }
            for _ in 1...5 {
                while await envelopes.next() != open {}
                bench.server.tell(notification)
                bench.clock.advance(by: .seconds(3))
                bench.server.endStream(lost)
                while await envelopes.next() != .closed(lost) {}
                await bench.clock.sleeper(in: .seconds(1))
                bench.clock.advance(by: .seconds(1))
            }
        }
        #expect(bench.said.count { $0.contains("was lost") || $0.contains("cannot be opened") } == 1)
    }

    @Test("tries once a minute after its token was refused, with the token as it is by then", arguments: [401, 498])
    func unauthorized(status: Int) async {
        let refused = PlexClientError.test(.unauthorized(status: status))
        let bench = Bench { $0.follow = .failure(refused) }
        await bench.run { envelopes in
            #expect(await envelopes.next() == .closed(refused))
            for _ in 0..<3 {
                await bench.clock.sleeper(in: .seconds(60))
                bench.clock.advance(by: .seconds(60))
            }
            await bench.clock.sleeper(in: .seconds(60))
            bench.tokens.set("new")
            bench.server.change { $0.follow = .success(()) }
            bench.clock.advance(by: .seconds(60))
            #expect(await envelopes.next() == .tokenChanged(server: "home"))
            #expect(await envelopes.next() == open)
        }
        #expect(bench.server.calls.contains(.replaceToken(bench.tokens.current)))
        #expect(bench.server.calls.count { $0 == .follow(.eventSource) } == 5)
        #expect(bench.said.count == 1)
    }

    @Test("does not wait for the minute when there is another token")
    func tokenReplaced() async {
        let bench = Bench { $0.follow = .failure(.test(.unauthorized(status: 401))) }
        await bench.run { envelopes in
            _ = await envelopes.next()
            await bench.clock.sleeper(in: .seconds(60))
            bench.server.change { $0.follow = .success(()) }
            bench.control.stream.tokenWasReplaced()
            #expect(await envelopes.next() == open)
        }
    }

    @Test("is made anew with another token, and says nothing of it")
    func tokenReplacedWhileOpen() async {
        let bench = Bench()
        await bench.run { envelopes in
            _ = await envelopes.next()
            bench.control.stream.tokenWasReplaced()
            #expect(await envelopes.next() == .stream(server: "home", .unwanted))
            #expect(await envelopes.next() == open)
        }
        #expect(bench.server.calls == [.follow(.eventSource), .follow(.eventSource)])
        #expect(bench.said.isEmpty)
    }

    @Test("is asked for rarely where the server has none, and says so once", arguments: [404, 410])
    func absent(status: Int) async {
        let absent = PlexClientError.test(
            status == 404 ? .notFound(excerpt: "") : .http(status: status, retryAfter: nil, excerpt: ""))
        let bench = Bench { $0.follow = .failure(absent) }
        await bench.run { envelopes in
            #expect(await envelopes.next() == .closed(absent))
            for _ in 0..<2 {
                await bench.clock.sleeper(in: .seconds(300))
                bench.clock.advance(by: .seconds(300))
            }
            await bench.clock.sleeper(in: .seconds(300))
        }
        #expect(bench.said.count == 1)
        // An answer shows the server at work: no poll is needed to see whether it is.
        #expect(!bench.control.pollIsWanted)
    }

    @Test("obeys Retry-After up to five minutes")
    func retryAfter() async {
        let bench = Bench { $0.follow = .failure(.test(.tooManyRequests(retryAfter: .seconds(20)))) }
        await bench.run { envelopes in
            _ = await envelopes.next()
            await bench.clock.sleeper(in: .seconds(20))
            bench.server.change { $0.follow = .failure(.test(.tooManyRequests(retryAfter: .hours(2)))) }
            bench.clock.advance(by: .seconds(20))
            await bench.clock.sleeper(in: .seconds(300))
        }
    }

    /// What a stream asks for, and how long the waits after it and after the next two attempts are, in seconds.
    private static let delays: [(delay: Duration, waits: [Int])] = [
        (.zero, [1, 2, 4]),
        (.milliseconds(500), [1, 2, 4]),
        (.seconds(3), [3, 3, 4]),
        (.seconds(20), [20, 20, 20]),
        (.seconds(300), [300, 300, 300]),
        (.hours(24), [300, 300, 300]),
    ]

    @Test(
        "waits at least as long as the server asks, up to five minutes, for as long as it asks",
        arguments: Self.delays)
    func reconnectionDelay(delay: Duration, waits: [Int]) async {
        let bench = Bench { $0.reconnectionDelay = delay }
        await bench.run { envelopes in
            #expect(await envelopes.next() == open)
            bench.server.change { $0.follow = .failure(lost) }
            bench.server.endStream(lost)
            #expect(await envelopes.next() == .closed(lost))
            for seconds in waits {
                await bench.clock.sleeper(in: .seconds(seconds))
                bench.clock.advance(by: .seconds(seconds))
            }
            await bench.clock.sleeper(in: .seconds(max(8, waits[2])))
            // A stream that asks for less is believed, too.
            bench.server.change { answers in
                answers.follow = .success(())
                answers.reconnectionDelay = .zero
            }
            bench.clock.advance(by: .seconds(max(8, waits[2])))
            #expect(await envelopes.next() == open)
            bench.clock.advance(by: .seconds(60))
            bench.server.endStream(lost)
            #expect(await envelopes.next() == .closed(lost))
            await bench.clock.sleeper(in: .seconds(1))
        }
    }

    @Test("forgets what a stream asked for when another way is wanted")
    func reconnectionDelayOfAnother() async {
        let bench = Bench { $0.reconnectionDelay = .seconds(20) }
        await bench.run { envelopes in
            #expect(await envelopes.next() == open)
            bench.control.stream.want(.webSocket)
            // By then the stream has said what it asks for.
            #expect(await envelopes.next() == .stream(server: "home", .unwanted))
            bench.server.change { $0.reconnectionDelay = nil }
            #expect(await envelopes.next() == open)
            bench.server.endStream(lost)
            #expect(await envelopes.next() == .closed(lost))
            await bench.clock.sleeper(in: .seconds(1))
        }
    }

    @Test("ends, changes its way and begins as a reload says")
    func reload() async {
        let bench = Bench(nil)
        await bench.run { envelopes in
            #expect(await envelopes.next() == .stream(server: "home", .unwanted))
            #expect(bench.server.calls.isEmpty)
            bench.control.stream.want(.webSocket)
            #expect(await envelopes.next() == open)
            bench.control.stream.want(.eventSource)
            #expect(await envelopes.next() == .stream(server: "home", .unwanted))
            #expect(await envelopes.next() == open)
            bench.control.stream.want(nil)
            #expect(await envelopes.next() == .stream(server: "home", .unwanted))
        }
        #expect(bench.server.calls == [.follow(.webSocket), .follow(.eventSource)])
        #expect(bench.said.isEmpty)
    }

    @Test(
        "tells that something cannot be understood, and says so once",
        arguments: [PlexNotification.unreadable, .other(type: "activity")])
    func unreadable(notification: PlexNotification) async {
        let bench = Bench()
        await bench.run { envelopes in
            #expect(await envelopes.next() == open)
            for _ in 0..<2 {
                bench.server.tell(notification)
                #expect(await envelopes.next() == .stream(server: "home", .unclear))
            }
            bench.server.endStream(lost)
            #expect(await envelopes.next() == .closed(lost))
            await bench.clock.sleeper(in: .seconds(1))
            bench.clock.advance(by: .seconds(1))
            #expect(await envelopes.next() == open)
            bench.server.tell(notification)
            #expect(await envelopes.next() == .stream(server: "home", .unclear))
        }
        #expect(bench.said.count { $0.contains("cannot be read") } == 1)
    }

    @Test("passes on that somebody plays only where that is of use")
    func playing() async {
        let bench = Bench()
        await bench.run { envelopes in
            _ = await envelopes.next()
            bench.server.tell(.playing([]), .activity(.test(.started, "a", 0)))
            _ = await envelopes.next()
            #expect(!bench.control.wishes.sessionsHaveChanged)
            bench.control.setNeedsSessions(true)
            bench.server.tell(.playing([]), .activity(.test(.started, "b", 0)))
            _ = await envelopes.next()
            #expect(bench.control.wishes.sessionsHaveChanged)
        }
    }

    @Test("leaves no deadline behind when it ends, and none while it waits for others")
    func health() async {
        let bench = Bench { $0.follow = .failure(lost) }
        await bench.run { envelopes in
            _ = await envelopes.next()
            await bench.clock.sleeper(in: .seconds(1))
            bench.server.change { $0.follow = .success(()) }
            bench.clock.advance(by: .seconds(1))
            _ = await envelopes.next()
            await bench.clock.sleeper(in: .seconds(60))
            // Hours without a notification are no reason to be restarted.
            bench.clock.advance(by: .hours(3))
            #expect(bench.health.overdue().isEmpty)
        }
        bench.clock.advance(by: .hours(3))
        #expect(bench.health.overdue().isEmpty)
    }
}
