// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import Logging
import MonitorConfiguration
import PlexClient

/// Follows one server's notifications, and connects again when they end, for as long as they are wanted.
///
/// Polls go on beside it: nothing is repeated on a stream, so each time that it opens a poll shows what was missed.
package struct ServerStream<C: Clock, Generator: RandomNumberGenerator & Sendable>: Sendable
where C.Instant == ActivityMonitor.Instant {
    /// The longest wait between two attempts.
    private static var longestWait: Duration { .seconds(300) }
    /// The wait after the token was refused.
    private static var refusedWait: Duration { .seconds(60) }
    /// How long a stream has to hold before what went wrong before is forgotten.
    private static var steadyTime: Duration { .seconds(60) }

    /// The `[[server]]` table.
    let configuration: ServerConfiguration
    /// The server.
    let server: any PlexServer
    /// What is shared with the server's poller.
    let poller: PollerControl
    /// Where the token is read again after it was refused.
    let tokens: any TokenSource
    /// Where observations go.
    let mailbox: Mailbox
    /// Where signs of life are announced.
    let health: HealthRegistry
    /// The clock of the observations.
    let clock: C
    /// What the jitter of the back-off is drawn from.
    let generator: Generator
    /// Where trouble is told that is no event.
    let logger: Logger

    /// What is remembered from one connection to the next.
    private struct Memory {
        var generator: Generator
        var backoff: Backoff
        /// The least wait, as the server last said it: it counts until it says something else (WHATWG HTML, "server-sent
        /// events": the reconnection time).
        var reconnectionDelay = Duration.zero
        /// What the monitor was told last; nil before it was told anything.
        var told: StreamState?
        let troubles: StreamTroubles
        let queue: NotificationQueue
    }

    /// How a connection came to its end.
    private enum Ending: Sendable {
        /// The server, the network or the silence ended it, or it could not be made.
        case failed(PlexClientError)
        /// Something else is wanted by now.
        case superseded
    }

    private var control: StreamControl { self.poller.stream }
    private var name: String { "stream of \(self.configuration.name)" }
    private var isOver: Bool { Task.isCancelled || self.poller.isStopped }

    /// Follows until the task is cancelled or the server's poller is stopped.
    package func run() async {
        var memory = Memory(
            generator: self.generator,
            backoff: Backoff(upTo: Self.longestWait),
            troubles: StreamTroubles(server: self.configuration.name, logger: self.logger),
            queue: NotificationQueue(server: self.configuration.name, poller: self.poller.id, mailbox: self.mailbox)
        )
        while !self.isOver {
            let order = self.control.order
            guard let transport = order.transport else {
                await self.rest(&memory)
                continue
            }
            let receiver = self.receiver(memory)
            let ending = await self.connect(transport, order, receiver, memory.troubles)
            if let delay = receiver.reconnectionDelay { memory.reconnectionDelay = min(delay, Self.longestWait) }
            if receiver.openedAt != nil {
                memory.told = .open
                // What it brought comes before its end.
                await memory.queue.drained()
            }
            guard !self.isOver else { break }
            switch ending {
            case .superseded:
                memory.backoff.reset()
                memory.reconnectionDelay = .zero
                await self.tell(.unwanted, &memory)
            case .failed(let error):
                await self.recover(from: error, openedAt: receiver.openedAt, order, &memory)
            }
        }
        self.health.forget(self.name)
    }

    /// Waits until notifications are wanted.
    private func rest(_ memory: inout Memory) async {
        self.control.note { $0 = .init(transport: nil, phase: .unwanted) }
        await self.tell(.unwanted, &memory)
        self.health.forget(self.name)
        await self.waitForOrder(otherThan: .init(transport: nil, tokens: self.control.order.tokens), until: nil)
    }

    // MARK: - A connection

    private func receiver(_ memory: Memory) -> StreamReceiver<C> {
        StreamReceiver(
            queue: memory.queue, poller: self.poller, clock: self.clock,
            onUnreadable: memory.troubles.tellUnreadable
        ) { [told = memory.told] in
            self.health.forget(self.name)
            let now = self.clock.now
            self.control.note { $0 = .init(transport: $0.transport, phase: .open(since: now)) }
            // Another server may have answered: nothing is stopped before it has said who it is.
            if told != nil { self.poller.doubtIdentity() }
            await self.mailbox.deliver(
                .observation(from: self.poller.id, .stream(server: self.configuration.name, .open)))
            self.poller.pollNow()
            self.control.bell.ring()
        }
    }

    /// Makes a connection and follows it to its end.
    private func connect(
        _ transport: NotificationTransport, _ order: StreamControl.Order, _ receiver: StreamReceiver<C>,
        _ troubles: StreamTroubles
    ) async -> Ending {
        self.health.expect(self.name, within: self.configuration.requestTimeout)
        self.control.note { condition in
            condition.transport = transport
            condition.phase = .connecting
        }
        return await withTaskGroup(of: Ending.self) { group in
            group.addTask {
                self.control.taskBegins()
                defer { self.control.taskEnds() }
                do throws(PlexClientError) {
                    try await self.server.follow(transport, receiver)
                    return .superseded
                } catch {
                    return .failed(error)
                }
            }
            group.addTask {
                self.control.taskBegins()
                defer { self.control.taskEnds() }
                await self.watch(order, receiver, troubles)
                return .superseded
            }
            let ending = await group.next() ?? .superseded
            group.cancelAll()
            return ending
        }
    }

    /// Waits until something else is wanted, and says meanwhile that the stream holds.
    private func watch(
        _ order: StreamControl.Order, _ receiver: StreamReceiver<C>, _ troubles: StreamTroubles
    ) async {
        var isSteady = false
        while !self.isOver, self.control.order == order {
            let steadyAt = isSteady ? nil : receiver.openedAt?.advanced(by: Self.steadyTime)
            if await self.control.bell.wait(until: steadyAt, clock: self.clock) { continue }
            guard !Task.isCancelled, let steadyAt, steadyAt <= self.clock.now else { continue }
            isSteady = true
            troubles.areOver()
        }
    }

    // MARK: - After it

    /// Tells that the stream is not there, and waits until it is to be tried again.
    private func recover(
        from error: PlexClientError, openedAt: Instant?, _ order: StreamControl.Order, _ memory: inout Memory
    ) async {
        let failure = PollFailure(error, isRemote: self.configuration.isRemote)
        let now = self.clock.now
        if error.putsIdentityInDoubt { self.poller.doubtIdentity() }
        if let openedAt, openedAt.duration(to: now) >= Self.steadyTime { memory.backoff.reset() }
        let wait = self.wait(after: error, failure, &memory)
        let until = now.advanced(by: wait)
        let reason = failure.explanation.printable(limit: 300)
        self.control.note { $0 = .init(transport: order.transport, phase: .waiting(until: until), reason: reason) }
        memory.troubles.tell(Self.words(failure, wasOpen: openedAt != nil, order.transport))
        // Attempts that fail tell the monitor nothing new.
        if memory.told?.isClosed != true { await self.tell(.closed(failure), &memory) }
        if openedAt != nil { self.poller.pollNow() }
        self.health.expect(self.name, within: wait)
        await self.waitForOrder(otherThan: order, until: until)
        guard failure.kind == .unauthorized, !self.isOver, self.control.order == order else { return }
        let renewal = TokenRenewal(
            configuration: self.configuration, server: self.server, control: self.poller, tokens: self.tokens)
        guard renewal.renew() else { return }
        self.poller.tokenWasReplaced()
        await self.mailbox.deliver(
            .observation(from: self.poller.id, .tokenChanged(server: self.configuration.name)))
    }

    private func wait(after error: PlexClientError, _ failure: PollFailure, _ memory: inout Memory) -> Duration {
        if error.saysThatThereIsNone { return Self.longestWait }
        if failure.kind == .unauthorized { return max(memory.reconnectionDelay, Self.refusedWait) }
        let asked = max(memory.reconnectionDelay, min(error.retryAfter ?? .zero, Self.longestWait))
        return max(asked, memory.backoff.failed(using: &memory.generator))
    }

    private func waitForOrder(otherThan order: StreamControl.Order, until deadline: Instant?) async {
        while !self.isOver, self.control.order == order {
            if let deadline, deadline <= self.clock.now { return }
            _ = await self.control.bell.wait(until: deadline, clock: self.clock)
        }
    }

    /// Tells the monitor how the stream is, where that has changed.
    private func tell(_ state: StreamState, _ memory: inout Memory) async {
        guard !self.isOver, state != memory.told else { return }
        memory.told = state
        await self.mailbox.deliver(
            .observation(from: self.poller.id, .stream(server: self.configuration.name, state)))
    }

    private static func words(
        _ failure: PollFailure, wasOpen: Bool, _ transport: NotificationTransport?
    ) -> String {
        let name = transport?.rawValue ?? "none"
        let what = "the stream of notifications (\(name)) \(wasOpen ? "was lost" : "cannot be opened")"
        let other = transport == .eventSource ? NotificationTransport.webSocket : .eventSource
        let advice =
            if failure.kind == .unauthorized {
                "put a valid token in place"
            } else {
                "if it stays so, set notifications = \"\(other.rawValue)\" or \"none\" for this server"
            }
        return """
            \(what): \(failure.explanation.printable(limit: 300)); polls go on, and it is tried again without further \
            notice; \(advice)
            """
    }
}

extension StreamState {
    /// Whether the stream is closed, for whatever reason.
    fileprivate var isClosed: Bool {
        if case .closed = self { true } else { false }
    }
}

extension PlexClientError {
    /// Whether the server has no such stream: 404 or 410.
    fileprivate var saysThatThereIsNone: Bool { self.status == 404 || self.status == 410 }
}
