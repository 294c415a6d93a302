// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import Logging
import MonitorConfiguration
import PlexClient
private import ServerAccess

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

    private let dependencies: ServerDependencies<C, Generator>

    /// A stream that works with these parts.
    package init(_ dependencies: ServerDependencies<C, Generator>) {
        self.dependencies = dependencies
    }

    /// The state from one connection to the next.
    private struct Memory {
        var generator: Generator
        var backoff: Backoff
        /// The least wait, as the server last said it: it counts until it says something else (WHATWG HTML, "server-sent
        /// events": the reconnection time).
        var reconnectionDelay = Duration.zero
        /// The state that was reported last; nil before the first.
        var reported: StreamState?
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

    private var poller: PollerControl { self.dependencies.control }
    private var control: StreamControl { self.dependencies.control.stream }
    private var clock: C { self.dependencies.clock }
    private var health: HealthRegistry { self.dependencies.health }
    private var taskName: String { "stream of \(self.dependencies.name)" }
    private var isOver: Bool { self.dependencies.isOver }

    /// Follows until the task is cancelled or the server's poller is stopped.
    package func run() async {
        var memory = Memory(
            generator: self.dependencies.generator,
            backoff: Backoff(upTo: Self.longestWait),
            troubles: StreamTroubles(server: self.dependencies.name, logger: self.dependencies.logger),
            queue: NotificationQueue(
                server: self.dependencies.name, poller: self.poller.id, mailbox: self.dependencies.mailbox)
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
                memory.reported = .open
                // What it brought comes before its end.
                await memory.queue.drained()
            }
            guard !self.isOver else { break }
            switch ending {
            case .superseded:
                memory.backoff.reset()
                memory.reconnectionDelay = .zero
                await self.report(.unwanted, &memory)
            case .failed(let error):
                await self.recover(from: error, receiver, order, &memory)
            }
        }
        self.health.forget(self.taskName)
    }

    /// Waits until notifications are wanted.
    private func rest(_ memory: inout Memory) async {
        self.control.note { $0 = .init(transport: nil, phase: .unwanted) }
        await self.report(.unwanted, &memory)
        self.health.forget(self.taskName)
        await self.waitForOrder(otherThan: .init(transport: nil, tokens: self.control.order.tokens), until: nil)
    }

    // MARK: - A connection

    private func receiver(_ memory: Memory) -> StreamReceiver<C> {
        StreamReceiver(
            queue: memory.queue, poller: self.poller, clock: self.clock,
            onUnreadable: memory.troubles.warnOfUnreadable
        ) { [reported = memory.reported] in
            self.health.forget(self.taskName)
            let now = self.clock.now
            self.control.note { $0 = .init(transport: $0.transport, phase: .open(since: now)) }
            // Another server may have answered: nothing is stopped before it has said who it is.
            if reported != nil { self.poller.doubtIdentity() }
            await self.dependencies.report(.stream(server: self.dependencies.name, .open))
            self.poller.pollNow()
            self.control.orderChanged.notify()
        }
    }

    /// Makes a connection and follows it to its end.
    private func connect(
        _ transport: NotificationTransport, _ order: StreamControl.Order, _ receiver: StreamReceiver<C>,
        _ troubles: StreamTroubles
    ) async -> Ending {
        self.health.expect(self.taskName, within: self.dependencies.configuration.requestTimeout)
        self.control.note { condition in
            condition.transport = transport
            condition.phase = .connecting
        }
        return await withTaskGroup(of: Ending.self) { group in
            group.addTask {
                self.control.taskBegins()
                defer { self.control.taskEnds() }
                do throws(PlexClientError) {
                    try await self.dependencies.server.follow(transport, receiver)
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
            if await self.control.orderChanged.wait(until: steadyAt, clock: self.clock) { continue }
            guard !Task.isCancelled, let steadyAt, steadyAt <= self.clock.now else { continue }
            isSteady = true
            troubles.end()
        }
    }

    // MARK: - After it

    /// Reports that the stream is not there, and waits until it is to be tried again.
    ///
    /// Waits grow only for streams that never deliver. A proxy that cuts each stream after some seconds still lets most
    /// notifications through.
    private func recover(
        from error: PlexClientError, _ receiver: StreamReceiver<C>, _ order: StreamControl.Order,
        _ memory: inout Memory
    ) async {
        let openedAt = receiver.openedAt
        let failure = PollFailure(error, for: self.dependencies.caller)
        let now = self.clock.now
        if error.putsIdentityInDoubt { self.poller.doubtIdentity() }
        let hasHeld = openedAt.map { $0.duration(to: now) >= Self.steadyTime } ?? false
        if hasHeld || receiver.hasDelivered { memory.backoff.reset() }
        let wait = self.wait(after: error, failure, &memory)
        let until = now.advanced(by: wait)
        let reason = failure.explanation.printable(limit: 300)
        self.control.note { $0 = .init(transport: order.transport, phase: .waiting(until: until), reason: reason) }
        memory.troubles.tell(
            Self.words(failure, wasOpen: openedAt != nil, order.transport),
            advice: Self.advice(failure, order.transport),
            error.meansOutage ? .outage : openedAt == nil ? .refusal : .loss)
        // Further attempts that fail are no news.
        if memory.reported?.isClosed != true { await self.report(.closed(failure), &memory) }
        if openedAt != nil { self.poller.pollNow() }
        self.health.expect(self.taskName, within: wait)
        await self.waitForOrder(otherThan: order, until: until)
        guard failure.kind == .unauthorized, !self.isOver, self.control.order == order else { return }
        guard self.dependencies.renewToken() else { return }
        self.poller.tokenWasReplaced()
        await self.dependencies.report(.tokenChanged(server: self.dependencies.name))
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
            _ = await self.control.orderChanged.wait(until: deadline, clock: self.clock)
        }
    }

    /// Reports the state of the stream, where that has changed.
    private func report(_ state: StreamState, _ memory: inout Memory) async {
        guard !self.isOver, state != memory.reported else { return }
        memory.reported = state
        await self.dependencies.report(.stream(server: self.dependencies.name, state))
    }

    private static func words(
        _ failure: PollFailure, wasOpen: Bool, _ transport: NotificationTransport?
    ) -> String {
        let name = transport?.rawValue ?? "none"
        let what = "the stream of notifications (\(name)) \(wasOpen ? "was lost" : "cannot be opened")"
        return """
            \(what): \(failure.explanation.printable(limit: 300)); polls go on, and the daemon tries again without \
            further notice
            """
    }

    /// What to do where the stream alone does not work.
    private static func advice(_ failure: PollFailure, _ transport: NotificationTransport?) -> String {
        guard failure.kind != .unauthorized else { return "put a valid token in place" }
        let other = transport == .eventSource ? NotificationTransport.webSocket : .eventSource
        return "if this lasts, set notifications = \"\(other.rawValue)\" or \"none\" for this server"
    }
}

extension StreamState {
    /// Whether the stream is closed, for whatever reason.
    fileprivate var isClosed: Bool {
        if case .closed = self { true } else { false }
    }
}

extension PlexClientError {
    /// Whether no connection to the server came about, so that no request of any kind can be answered.
    fileprivate var meansOutage: Bool {
        switch self.reason {
        case .unreachable, .tls: true
        default: false
        }
    }

    /// Whether the server has no such stream: 404 or 410.
    fileprivate var saysThatThereIsNone: Bool { self.status == 404 || self.status == 410 }
}
