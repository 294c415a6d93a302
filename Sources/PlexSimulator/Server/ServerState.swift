// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The state that requests, streams and tests share: the world, the faults and the open streams.
struct ServerState {
    /// The world.
    var world: World
    /// The faults.
    var faults: FaultSchedule
    /// The test's hook.
    var hook: SimulatorServer.Hook?
    /// The port and its connections; nil while the server is down.
    var listener: Listener?
    /// The task that waits for the next deadline; nil without a deadline.
    var alarm: (deadline: Duration, task: Task<Void, Never>)?

    /// The open streams.
    private(set) var exchange = StreamExchange()
    /// The receivers of their output, by number.
    private var sinks: [Int: StreamSink] = [:]
    /// The last changes that they were told.
    private(set) var told = NewestElements<RecordedChange>(limit: SimulatorServer.recordLimit)

    /// The state at time zero of a scenario.
    init(scenario: Scenario) {
        self.world = World(scenario: scenario)
        self.faults = FaultSchedule(scenario.faults)
    }

    /// Advances the world and the streams from deadline to deadline.
    mutating func advance(to now: Duration) {
        while let next = self.nextDeadline, next <= now {
            self.world.advance(to: next)
            self.relay()
        }
        self.world.advance(to: now)
        self.relay()
    }

    /// Sends the changes until now to the streams, and everything else that is due.
    mutating func relay() {
        let now = self.world.now
        let faults = self.faults.streamFaults
        for change in self.world.takeChanges() {
            self.told.append(RecordedChange(time: now, change: change))
            if change == .restarted { self.dropStreams(.close) }
            guard let message = NotificationMessage(change) else { continue }
            self.exchange.send(message, at: now, faults: faults)
        }
        guard self.exchange.count > 0 else { return }
        let world = self.world
        let outputs = self.exchange.tick(at: now, faults: faults) { id in world.activities.first { $0.id == id } }
        for (number, output) in outputs {
            self.sinks[number]?(output)
            if case .drop = output.last { self.close(number) }
        }
    }

    /// The next deadline of the streams; nil without an open stream.
    var nextDeadline: Duration? {
        guard self.exchange.count > 0 else { return nil }
        let next = self.exchange.nextDeadline(after: self.world.now, faults: self.faults.streamFaults)
        return [next, self.world.nextChange].compactMap { $0 }.min()
    }
}

// MARK: Streams

extension ServerState {
    /// Opens a stream and returns its number.
    mutating func open(_ opening: StreamOpening, sink: @escaping StreamSink) -> Int {
        self.world.follow(true)
        let spared = self.faults.sparing(path: opening.path)
        let number = self.exchange.open(opening, spared: spared, at: self.world.now)
        self.sinks[number] = sink
        self.relay()
        return number
    }

    /// Removes a stream whose connection is gone.
    mutating func close(_ number: Int) {
        self.exchange.close(number)
        self.sinks[number] = nil
        if self.exchange.count == 0 { self.world.follow(false) }
    }

    /// Ends all open streams.
    mutating func dropStreams(_ drop: StreamFault.Drop) {
        for (number, sink) in self.sinks {
            sink([.drop(drop)])
            self.close(number)
        }
    }
}
