// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A simulated server that listens on the loopback interface.
///
/// Its answers come from its ``World``. A test may change the world and the faults while the server runs, and may read
/// the requests that it received.
package final class SimulatorServer: Sendable {
    /// A function that runs before each answer. It may change the world: for example, it may end an activity between
    /// two requests of a client.
    package typealias Hook = @Sendable (Request, inout World) -> Void

    /// The most requests, and the most changes, that are kept. Only the newest are kept, so that a server may run for
    /// days.
    package static let recordLimit = 10_000

    /// The clock of the server.
    package let time: SimulatorTime

    private let state: Mutex<ServerState>
    private let streamSignal = Signal()
    private let log = RequestLog()
    /// The port; 0 before the first bind.
    private let boundPort = Mutex(0)
    /// Called for each answered request.
    private let onRequest: (@Sendable (RecordedRequest) -> Void)?
    /// Called for each change that streams are told.
    private let onChange: (@Sendable (RecordedChange) -> Void)?
    /// The task that carries out the restarts.
    private let restarter = Mutex<Task<Void, Never>?>(nil)

    /// A server that does not listen yet.
    private init(
        scenario: Scenario,
        time: SimulatorTime,
        onRequest: (@Sendable (RecordedRequest) -> Void)?,
        onChange: (@Sendable (RecordedChange) -> Void)?
    ) {
        self.time = time
        self.onRequest = onRequest
        self.onChange = onChange
        self.state = Mutex(ServerState(scenario: scenario))
    }

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - port: the port; 0 takes a free port.
    ///   - time: the clock.
    ///   - onRequest: called for each request when its answer is known.
    ///   - onChange: called for each change of the world that open streams are told.
    /// - Throws: An `IOError` if the port cannot be bound.
    package static func start(
        scenario: Scenario,
        port: Int = 0,
        time: SimulatorTime = .clock(),
        onRequest: (@Sendable (RecordedRequest) -> Void)? = nil,
        onChange: (@Sendable (RecordedChange) -> Void)? = nil
    ) async throws -> SimulatorServer {
        let server = SimulatorServer(scenario: scenario, time: time, onRequest: onRequest, onChange: onChange)
        try await server.listen(port: port)
        let restarter = Task { await server.carryOutRestarts() }
        server.restarter.withLock { $0 = restarter }
        return server
    }

    /// The port; it stays the same after each restart.
    package var port: Int { self.boundPort.withLock { $0 } }

    /// The url for clients.
    package var url: String { "http://127.0.0.1:\(self.port)" }

    /// Stops listening, closes every connection and waits for the end.
    package func stop() async {
        let restarter = self.restarter.withLock { $0 }
        restarter?.cancel()
        await restarter?.value
        await self.goDown()
        self.state.withLock { state in
            state.alarm?.task.cancel()
            state.alarm = nil
        }
    }

    /// The requests so far, in order of arrival; at most the newest ``recordLimit``.
    package var requests: [RecordedRequest] { self.log.requests }

    /// Waits for this many ``requests`` that a predicate accepts, or for the cancellation of the task, and returns
    /// them.
    package func requests(
        atLeast count: Int,
        where accepts: (RecordedRequest) -> Bool = { _ in true }
    ) async -> [RecordedRequest] {
        await self.log.wait(for: count, where: accepts)
    }

    /// Reads or changes the world at the present time.
    package func withWorld<Value: Sendable>(_ body: (inout World) -> Value) -> Value {
        self.withState { body(&$0.world) }
    }

    /// Sets the function that runs before each answer; nil removes it.
    package func setHook(_ hook: Hook?) {
        self.state.withLock { $0.hook = hook }
    }

    /// Adds a fault that takes precedence over the others.
    package func add(_ fault: Fault) {
        self.withState { $0.faults.add(fault) }
    }

    /// Removes all faults.
    package func clearFaults() {
        self.withState { $0.faults.removeAll() }
    }

    /// Advances manual time. Restarts in this time are complete when the call returns.
    package func advance(by duration: Duration) async {
        self.time.advance(by: duration)
        await self.followWorld()
    }

    /// Restarts the server now: every uuid disappears, all connections are closed, and new ones are refused until it is
    /// up.
    package func restart(
        downFor: Duration = .zero,
        machineIdentifier: String? = nil,
        resumesWork: Bool = false
    ) async {
        self.withWorld {
            $0.restart(downFor: downFor, machineIdentifier: machineIdentifier, resumesWork: resumesWork)
        }
        await self.goDown()
        await self.followWorld()
        let restarter = Task { await self.carryOutRestarts() }
        let earlier = self.restarter.withLock { current in
            defer { current = restarter }
            return current
        }
        earlier?.cancel()
    }
}

// MARK: Listening

extension SimulatorServer {
    /// Binds the port and answers its requests.
    private func listen(port: Int) async throws {
        let listener = try await Listener.bind(
            port: port,
            host: ConnectionHost(
                answer: { self.deliver($0) },
                wait: { try await self.time.sleep(until: $0) },
                open: { opening, sink in self.open(opening, sink: sink) },
                close: { self.close($0) },
                answersPings: { self.answersPings(of: $0) }
            )
        )
        self.boundPort.withLock { $0 = listener.port }
        self.state.withLock { $0.listener = listener }
    }

    /// Closes the port and every connection.
    private func goDown() async {
        let listener = self.state.withLock { state in
            defer { state.listener = nil }
            return state.listener
        }
        await listener?.stop()
    }

    /// Goes down or up, as the world says.
    private func followWorld() async {
        let (isDown, isListening) = self.withState { ($0.world.isDown, $0.listener != nil) }
        if isDown, isListening { await self.goDown() }
        guard !isDown, !isListening else { return }
        // The port was free a moment ago. If another program has taken it for a moment, try again.
        while !Task.isCancelled, self.state.withLock({ $0.listener == nil }) {
            do { return try await self.listen(port: self.port) } catch { try? await Task.sleep(for: .milliseconds(50)) }
        }
    }

    /// Goes down and up at the times of the scenario's restarts.
    private func carryOutRestarts() async {
        while let boundary = self.withWorld({ $0.nextRestartBoundary }) {
            do { try await self.time.sleep(until: boundary) } catch { return }
            await self.followWorld()
        }
    }
}

// MARK: Answering

extension SimulatorServer {
    /// Answers a request from the present world, and applies the faults.
    private func deliver(_ request: Request) -> Delivery {
        let (delivery, record) = self.withState { state -> (Delivery, RecordedRequest) in
            let now = state.world.now
            state.hook?(request, &state.world)
            let fault = state.faults.fault(method: request.method, path: request.path, at: now)
            let answer: Answer
            // A request that a fault keeps from the server changes nothing there.
            if let fault, fault.keepsRequestFromServer {
                answer = .empty(status: 0)
            } else {
                answer = Router(request: request).answer(in: &state.world)
            }
            let record = RecordedRequest(time: now, request: request, status: answer.status, fault: fault?.name)
            return (fault?.harm(answer, at: now) ?? .whole(answer), record)
        }
        self.log.append(record)
        self.onRequest?(record)
        return delivery
    }
}

// MARK: Streams

extension SimulatorServer {
    /// The number of open streams of notifications.
    package var openStreams: Int { self.state.withLock { $0.exchange.count } }

    /// Waits until the number of open streams fulfils a condition, or the task is cancelled, and returns the number.
    @discardableResult
    package func openStreams(until isEnough: (Int) -> Bool) async -> Int {
        await self.streamSignal.wait(for: { self.openStreams }, until: isEnough)
    }

    /// Ends all open streams.
    package func dropStreams(_ drop: StreamFault.Drop = .close) {
        self.withState { $0.dropStreams(drop) }
        self.streamSignal.send()
    }

    /// The changes that open streams were told, in order, without invented ones of faults; at most the newest
    /// ``recordLimit``.
    package var told: [RecordedChange] { self.state.withLock { $0.told.elements } }

    /// Reads or changes the state at the present time, sends the changes to the streams, and sets the next alarm.
    private func withState<Value>(_ body: (inout ServerState) -> Value) -> Value {
        let (value, told) = self.state.withLock { state in
            let toldBefore = state.told.total
            state.advance(to: self.time.now)
            let value = body(&state)
            state.relay()
            self.setAlarm(&state)
            return (value, self.onChange == nil ? [] : state.told.elements(after: toldBefore))
        }
        if let onChange = self.onChange { told.forEach(onChange) }
        return value
    }

    /// Starts a task that waits for the next deadline, unless it runs already.
    private func setAlarm(_ state: inout ServerState) {
        let deadline = state.nextDeadline
        guard deadline != state.alarm?.deadline else { return }
        state.alarm?.task.cancel()
        state.alarm = deadline.map { deadline in
            let task = Task {
                do { try await self.time.sleep(until: deadline) } catch { return }
                self.state.withLock { if $0.alarm?.deadline == deadline { $0.alarm = nil } }
                self.withState { _ in }
            }
            return (deadline, task)
        }
    }

    /// Opens a stream for a connection.
    private func open(_ opening: StreamOpening, sink: @escaping StreamSink) -> Int {
        defer { self.streamSignal.send() }
        return self.withState { $0.open(opening, sink: sink) }
    }

    /// Removes the stream of a connection that is gone.
    private func close(_ number: Int) {
        self.withState { $0.close(number) }
        self.streamSignal.send()
    }

    /// Whether the server answers the pings of a stream's client now.
    private func answersPings(of number: Int) -> Bool {
        self.withState { state in
            state.exchange.answersPings(of: number, at: state.world.now, faults: state.faults.streamFaults)
        }
    }
}
