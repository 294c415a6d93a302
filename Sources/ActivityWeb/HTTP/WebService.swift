// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOPosix
import Synchronization

/// Answers the requests of all connections, and knows when nobody needs it any more.
final class WebService: Sendable {
    private struct Counts {
        var waiting = 0
        var connections = 0
        var outstandingBytes = 0
        var lastUse = NIODeadline.now()
    }

    /// The names by which a `Host` may call this program.
    let names: Set<String>
    /// What clients may take.
    let limits: WebLimits
    private let answers: WebAnswers
    private let store: WebStore
    private let boundLive: NIOLoopBound<LiveStreams>
    /// One thread for what is quick, and one for what reads far back: a slow report delays no page.
    private let quick = NIOThreadPool(numberOfThreads: 1)
    private let slow = NIOThreadPool(numberOfThreads: 1)
    private let counts = Mutex(Counts())

    /// A service on an event loop, on which all its connections run. Call it on this loop.
    init(
        names: Set<String>, limits: WebLimits, answers: WebAnswers, store: WebStore, eventLoop: any EventLoop
    ) {
        self.limits = limits
        self.names = names
        self.answers = answers
        self.store = store
        self.boundLive = NIOLoopBound(LiveStreams(limits: limits), eventLoop: eventLoop)
        self.quick.start()
        self.slow.start()
        eventLoop.scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in self.tick(eventLoop) }
    }

    /// The pages that follow; on the event loop alone.
    var live: LiveStreams { self.boundLive.value }

    /// Answers a request. With too many requests waiting, the answer says so at once.
    func answer(_ request: WebRequest, on eventLoop: any EventLoop) -> EventLoopFuture<WebAnswer> {
        let isFull = self.counts.withLock { counts in
            counts.lastUse = .now()
            guard counts.waiting < self.limits.waiting else { return true }
            counts.waiting += 1
            return false
        }
        guard !isFull else { return eventLoop.makeSucceededFuture(.busy) }
        let pool = WebAnswers.isSlow(request) ? self.slow : self.quick
        return pool.runIfActive(eventLoop: eventLoop) { self.answers.answer(request) }
            .flatMapErrorThrowing { _ in .busy }
            .always { _ in self.counts.withLock { $0.waiting -= 1 } }
    }

    /// Counts a connection until it closes.
    ///
    /// - Returns: Whether there is room for it.
    func admit(_ channel: any Channel) -> Bool {
        let hasRoom = self.counts.withLock { counts in
            counts.lastUse = .now()
            guard counts.connections < self.limits.connections else { return false }
            counts.connections += 1
            return true
        }
        guard hasRoom else { return false }
        channel.closeFuture.whenComplete { _ in
            self.counts.withLock { counts in
                counts.connections -= 1
                counts.lastUse = .now()
            }
        }
        return true
    }

    /// Sets memory aside for an answer until ``release(_:)``.
    ///
    /// - Returns: Whether there was enough.
    func reserve(_ bytes: Int) -> Bool {
        self.counts.withLock { counts in
            guard counts.outstandingBytes + bytes <= self.limits.outstandingBytes else { return false }
            counts.outstandingBytes += bytes
            return true
        }
    }

    /// Gives back the memory of an answer.
    func release(_ bytes: Int) {
        self.counts.withLock { $0.outstandingBytes -= bytes }
    }

    /// Whether nobody has been connected for so long.
    func isIdle(for time: TimeAmount) -> Bool {
        self.counts.withLock { $0.connections == 0 && NIODeadline.now() - $0.lastUse >= time }
    }

    private func tick(_ eventLoop: any EventLoop) {
        guard !self.live.isEmpty else { return }
        self.quick.runIfActive(eventLoop: eventLoop) { () -> (Int, String?) in
            let snapshot = self.store.read()
            return (snapshot.version, snapshot.cursor)
        }
        .whenSuccess { version, cursor in self.live.tick(version: version, cursor: cursor) }
    }
}
