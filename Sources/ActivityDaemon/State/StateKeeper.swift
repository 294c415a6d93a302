// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import Logging
private import NIOPosix
import ServiceFiles
import ServiceLifecycle
private import Synchronization

/// Saves the state beside the loop, then tells the events that the state knows of, then lets requests out.
///
/// An event is in its server's file before it is told, until it was told: after a crash it comes again, and others do
/// not. A request whose state cannot be saved does not go out, now or later: when the disk works again, the reasons of
/// the decision may be gone. The monitor learns that the request was not sent.
///
/// Files are written on a thread of their own, and synced and marked as told on another one. While the disk hangs,
/// events are told nevertheless. The sink gets a few events at a time, and the next ones when these are told.
package final class StateKeeper: Service {
    /// How long events wait for a disk that hangs.
    package static let patience = Duration.seconds(2)
    /// How long the end of the process waits for it.
    private static let finalPatience = Duration.seconds(5)
    /// How long the end of the process waits for a reader that takes no event.
    private static let readerPatience = Duration.seconds(1)
    private static let name = "state keeper"
    private static let syncName = "state sync"

    /// What the loop and the thread share.
    private struct Shared {
        var pending: KeeperTurn?
        /// The events that are not told yet.
        var backlog = EventBacklog()
        /// Whether the thread works, or will.
        var isBusy = false
        /// When the thread began with its present turn; nil while it has none.
        var beganAt: ContinuousClock.Instant?
    }

    private let shared = Mutex(Shared())
    private let writing: Mutex<StateWriting>
    private let allGone = Notify()
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let syncThread = NIOThreadPool(numberOfThreads: 1)
    /// The number of the last event that was told.
    private let told = Atomic<UInt64>(0)
    private let isMarkDue = Atomic(false)
    private let beginnings: AsyncStream<Void>
    private let beginning: AsyncStream<Void>.Continuation

    private let storage: any StateStorage
    private let events: any EventSink
    private let mailbox: Mailbox
    private let health: HealthRegistry
    private let patience: Duration
    private let send: @Sendable (RemedyRequest) -> Void

    /// A keeper that passes on events whose state is saved and requests whose state is on disk.
    package init(
        storage: any StateStorage,
        events: any EventSink,
        mailbox: Mailbox,
        health: HealthRegistry,
        logger: Logger,
        patience: Duration = StateKeeper.patience,
        send: @escaping @Sendable (RemedyRequest) -> Void
    ) {
        (self.beginnings, self.beginning) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.storage = storage
        self.events = events
        self.mailbox = mailbox
        self.health = health
        self.patience = patience
        self.send = send
        self.writing = Mutex(StateWriting(storage: storage, logger: logger))
        self.thread.start()
        self.syncThread.start()
    }

    /// Has the state saved soon, then the events told, then the requests sent. Does not wait.
    package func take(_ turn: KeeperTurn) {
        let (begins, dropped) = self.shared.withLock { shared in
            let dropped = shared.backlog.append(turn.events)
            if turn.needsNoSaving, !shared.isBusy {
                shared.backlog.releaseAll()
                return (false, dropped)
            }
            if shared.pending?.append(turn) == nil { shared.pending = turn }
            defer { shared.isBusy = true }
            return (!shared.isBusy, dropped)
        }
        for event in dropped { self.events.lose(event.event) }
        self.tell()
        guard begins else { return }
        self.beginning.yield()
        self.thread.submit { _ in self.work() }
    }

    /// Keeps events from waiting for a disk that hangs, until the service is to end.
    package func run() async {
        await cancelWhenGracefulShutdown {
            for await _ in self.beginnings {
                repeat {
                    try? await Task.sleep(for: self.patience)
                    self.tellLate()
                } while !Task.isCancelled && self.shared.withLock({ $0.isBusy })
            }
        }
    }

    /// Saves the last state, and returns when its events are on their way; after a while also without.
    package func finish(_ turn: KeeperTurn) async {
        self.take(turn)
        await self.settle(upTo: Self.finalPatience)
        self.shared.withLock { $0.backlog.releaseAll() }
        self.tell()
    }

    /// Returns when all events are told, or after this time. A reader that takes no event for a while loses the rest.
    package func drain(upTo limit: Duration) async {
        let clock = BootClock()
        let end = clock.now.advanced(by: limit)
        while !self.shared.withLock({ $0.backlog.isEmpty }), clock.now < end {
            let before = self.told.load(ordering: .acquiring)
            let isOver = await self.allGone.wait(
                until: min(end, clock.now.advanced(by: Self.readerPatience)), clock: clock)
            if !isOver, self.told.load(ordering: .acquiring) == before { break }
        }
        for event in self.shared.withLock({ $0.backlog.takeAll() }) { self.events.lose(event.event) }
    }

    /// Returns when both threads have done all of their work so far, or after this time.
    package func settle(upTo limit: Duration) async {
        let isDone = Notify()
        self.thread.submit { _ in self.syncThread.submit { _ in isDone.notify() } }
        let clock = BootClock()
        _ = await isDone.wait(until: clock.now.advanced(by: limit), clock: clock)
    }

    // MARK: - Telling

    /// Gives events to the sink, in order and as many as it may have. One caller at a time does so; it sees what the
    /// others have added, and they do not wait for it.
    private func tell() {
        guard self.shared.withLock({ $0.backlog.beginGiving() }) else { return }
        while let (event, size) = self.shared.withLock({ $0.backlog.next() }) {
            self.events.write(event.event) { self.noteGone(event.number, size: size, isTold: $0) }
        }
    }

    /// Notes that the sink no longer has an event: it has told it, and with it all before it, or lost it.
    private func noteGone(_ number: UInt64, size: Int, isTold: Bool) {
        if isTold { self.noteTold(number) }
        let (wasLastOfMany, isEmpty) = self.shared.withLock { ($0.backlog.noteGone(size: size), $0.backlog.isEmpty) }
        if wasLastOfMany {
            let told = self.told.load(ordering: .acquiring)
            self.thread.submit { _ in self.writing.withLock { $0.forget(toldUpTo: told) } }
        }
        if isEmpty { self.allGone.notify() } else { self.tell() }
    }

    private func noteTold(_ number: UInt64) {
        self.told.store(number, ordering: .releasing)
        guard !self.isMarkDue.exchange(true, ordering: .acquiringAndReleasing) else { return }
        // Not behind the next turn: until the mark is written, a crash repeats the event.
        self.syncThread.submit { _ in self.writeMark() }
    }

    private func writeMark() {
        self.isMarkDue.store(false, ordering: .releasing)
        // Without the mark, events may be told again, with the same names.
        try? self.storage.write(toldUpTo: self.told.load(ordering: .acquiring))
    }

    /// Tells what waits for a turn that takes too long.
    private func tellLate() {
        self.shared.withLock { shared in
            guard let beganAt = shared.beganAt, beganAt.duration(to: .now) >= self.patience else { return }
            shared.backlog.releaseAll()
        }
        self.tell()
    }

    // MARK: - On the thread

    private func work() {
        while let turn = self.next() {
            self.health.expect(Self.name, within: .zero)
            let failures = self.writing.withLock { $0.write(turn, toldUpTo: self.told.load(ordering: .acquiring)) }
            self.health.forget(Self.name)
            if let last = turn.events.last { self.shared.withLock { $0.backlog.release(upTo: last.number) } }
            self.tell()
            if !turn.requests.isEmpty { self.sendOnceSynced(turn.requests, failures) }
        }
    }

    private func next() -> KeeperTurn? {
        self.shared.withLock { shared in
            defer { shared.pending = nil }
            shared.isBusy = shared.pending != nil
            shared.beganAt = shared.isBusy ? .now : nil
            return shared.pending
        }
    }

    private func sendOnceSynced(_ requests: [RemedyRequest], _ failures: StateWriting.Failures) {
        self.syncThread.submit { _ in
            self.health.expect(Self.syncName, within: .zero)
            var failure: StateStorageError?
            do throws(StateStorageError) {
                try self.storage.sync(servers: Set(requests.map(\.server)).sorted())
            } catch {
                failure = error
            }
            self.health.forget(Self.syncName)
            for request in requests {
                if let failure = failures.about(request.server) ?? failure {
                    self.mailbox.post(.requestFinished(id: request.id, .notSent(reason: failure.description)))
                } else {
                    self.send(request)
                }
            }
        }
    }
}
