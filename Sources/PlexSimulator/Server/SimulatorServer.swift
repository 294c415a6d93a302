// SPDX-License-Identifier: Apache-2.0
import Synchronization

/// A simulated server that listens on the loopback interface.
///
/// Everything that it shows comes from its ``World``; a test may change that, and the faults, while it runs, and read
/// which requests it received.
package final class SimulatorServer: Sendable {
    /// Called for each request before it is answered; may change the world, so that for instance an activity ends
    /// between two requests of a client.
    package typealias Hook = @Sendable (Request, inout World) -> Void

    /// What requests and tests share.
    private struct State {
        /// What the server shows.
        var world: World
        /// What goes wrong.
        var faults: FaultSchedule
        /// The test's hook.
        var hook: Hook?
        /// The port and its connections; nil while the server is down.
        var listener: Listener?
    }

    /// Its time.
    package let time: SimulatorTime

    private let state: Mutex<State>
    private let log = RequestLog()
    /// The port on which it listens; 0 until it is bound for the first time.
    private let boundPort = Mutex(0)
    /// Called for each request that was answered.
    private let onRequest: (@Sendable (RecordedRequest) -> Void)?
    /// Carries out the restarts of the scenario.
    private let restarter = Mutex<Task<Void, Never>?>(nil)

    /// A server that does not listen yet.
    private init(scenario: Scenario, time: SimulatorTime, onRequest: (@Sendable (RecordedRequest) -> Void)?) {
        self.time = time
        self.onRequest = onRequest
        self.state = Mutex(State(world: World(scenario: scenario), faults: FaultSchedule(scenario.faults)))
    }

    /// Starts a server.
    ///
    /// - Parameters:
    ///   - port: The port; 0 takes a free one.
    ///   - time: Where its time comes from.
    ///   - onRequest: Called for each request when its answer is known.
    /// - Throws: An `IOError` if the port cannot be bound.
    package static func start(
        scenario: Scenario,
        port: Int = 0,
        time: SimulatorTime = .clock(),
        onRequest: (@Sendable (RecordedRequest) -> Void)? = nil
    ) async throws -> SimulatorServer {
        let server = SimulatorServer(scenario: scenario, time: time, onRequest: onRequest)
        try await server.listen(port: port)
        let restarter = Task { await server.carryOutRestarts() }
        server.restarter.withLock { $0 = restarter }
        return server
    }

    /// The port on which it listens, the same after each restart.
    package var port: Int { self.boundPort.withLock { $0 } }

    /// Where clients find it.
    package var url: String { "http://127.0.0.1:\(self.port)" }

    /// Stops listening, closes every connection and waits until that is done.
    package func stop() async {
        let restarter = self.restarter.withLock { $0 }
        restarter?.cancel()
        await restarter?.value
        await self.goDown()
    }

    /// All requests so far, in order of arrival.
    package var requests: [RecordedRequest] { self.log.requests }

    /// Returns the requests that a predicate accepts, as soon as there are so many, or when the task is cancelled.
    package func requests(
        atLeast count: Int,
        where accepts: (RecordedRequest) -> Bool = { _ in true }
    ) async -> [RecordedRequest] {
        await self.log.wait(for: count, where: accepts)
    }

    /// Reads or changes the world at the present time.
    package func withWorld<Value: Sendable>(_ body: (inout World) -> Value) -> Value {
        self.state.withLock { state in
            state.world.advance(to: self.time.now)
            return body(&state.world)
        }
    }

    /// Sets what is called for each request before it is answered; nil for nothing.
    package func setHook(_ hook: Hook?) {
        self.state.withLock { $0.hook = hook }
    }

    /// Adds a fault that takes precedence over the others.
    package func add(_ fault: Fault) {
        self.state.withLock { $0.faults.add(fault) }
    }

    /// Takes all faults away.
    package func clearFaults() {
        self.state.withLock { $0.faults.removeAll() }
    }

    /// Lets manual time pass; restarts that fall into it are carried out by the time this returns.
    package func advance(by duration: Duration) async {
        self.time.advance(by: duration)
        await self.followWorld()
    }

    /// Restarts the server now: every uuid vanishes, connections are closed, and new ones are refused until it is up.
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
    /// Binds the port and answers what comes.
    private func listen(port: Int) async throws {
        let listener = try await Listener.bind(
            port: port,
            answer: { self.deliver($0) },
            wait: { try await self.time.sleep(until: $0) }
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
        let (isDown, isListening) = self.state.withLock { state in
            state.world.advance(to: self.time.now)
            return (state.world.isDown, state.listener != nil)
        }
        if isDown, isListening { await self.goDown() }
        guard !isDown, !isListening else { return }
        // The port was free a moment ago; should another program have borrowed it, it will soon be free again.
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
    /// Answers a request as the world is at this moment, and lets the faults do their work.
    private func deliver(_ request: Request) -> Delivery {
        let (delivery, record) = self.state.withLock { state -> (Delivery, RecordedRequest) in
            let now = self.time.now
            state.world.advance(to: now)
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
