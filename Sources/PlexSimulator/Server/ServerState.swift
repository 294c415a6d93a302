// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What requests, streams and tests share: the world, what goes wrong, and who listens.
struct ServerState {
    /// What the server shows.
    var world: World
    /// What goes wrong.
    var faults: FaultSchedule
    /// The test's hook.
    var hook: SimulatorServer.Hook?
    /// The port and its connections; nil while the server is down.
    var listener: Listener?
    /// Waits for what falls due next; nil while nothing does.
    var alarm: (deadline: Duration, task: Task<Void, Never>)?

    /// The streams that are open.
    private(set) var exchange = StreamExchange()
    /// Where their output goes, by their numbers.
    private var sinks: [Int: StreamSink] = [:]
    /// What they were told last.
    private(set) var told = NewestElements<RecordedChange>(limit: SimulatorServer.recordLimit)

    /// The state at time zero of a scenario.
    init(scenario: Scenario) {
        self.world = World(scenario: scenario)
        self.faults = FaultSchedule(scenario.faults)
    }

    /// Lets time pass for the world and the streams, from one thing that is due to the next.
    mutating func advance(to now: Duration) {
        while let next = self.nextDeadline, next <= now {
            self.world.advance(to: next)
            self.relay()
        }
        self.world.advance(to: now)
        self.relay()
    }

    /// Tells the streams what changed until now, and what else is due.
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

    /// When something falls due next for the streams; nil while none is open.
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

    /// Forgets a stream of which the connection is gone.
    mutating func close(_ number: Int) {
        self.exchange.close(number)
        self.sinks[number] = nil
        if self.exchange.count == 0 { self.world.follow(false) }
    }

    /// Ends every stream that is open.
    mutating func dropStreams(_ drop: StreamFault.Drop) {
        for (number, sink) in self.sinks {
            sink([.drop(drop)])
            self.close(number)
        }
    }
}
