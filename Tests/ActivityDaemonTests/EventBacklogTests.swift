// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ActivityDaemon
@testable import ActivityMonitor

@Suite("The events on their way out")
struct EventBacklogTests {
    private static func event(_ number: UInt64, _ kind: EventKind = .started, size: Int = 0) -> NumberedEvent {
        NumberedEvent(number: number, event: Event(kind: kind, message: String(repeating: "x", count: size)))
    }

    /// A backlog to which several expectations speak.
    private final class Desk {
        var backlog = EventBacklog()

        func append(_ events: [NumberedEvent]) -> [UInt64] { self.backlog.append(events).map(\.number) }
        func beginGiving() -> Bool { self.backlog.beginGiving() }
        func next() -> UInt64? { self.backlog.next()?.event.number }
        func noteGone(size: Int) -> Bool { self.backlog.noteGone(size: size) }
        func takeAll() -> [UInt64] { self.backlog.takeAll().map(\.number) }

        /// Gives away as much as possible, and returns the numbers and the sizes.
        func give() -> [(number: UInt64, size: Int)] {
            var given: [(number: UInt64, size: Int)] = []
            guard self.backlog.beginGiving() else { return [] }
            while let (event, size) = self.backlog.next() { given.append((event.number, size)) }
            return given
        }
    }

    @Test("an event goes when it is released, in order, and once")
    func release() {
        let backlog = Desk()
        #expect(backlog.append((1...5).map { Self.event($0) }).isEmpty)
        #expect(backlog.give().isEmpty)
        backlog.backlog.release(upTo: 2)
        #expect(backlog.give().map(\.number) == [1, 2])
        backlog.backlog.releaseAll()
        #expect(backlog.give().map(\.number) == [3, 4, 5])
        #expect(!backlog.backlog.isEmpty)
        #expect(backlog.append([Self.event(6)]).isEmpty)
        #expect(backlog.give().isEmpty)
    }

    @Test("one caller gives at a time")
    func oneCaller() {
        let backlog = Desk()
        _ = backlog.append([Self.event(1)])
        backlog.backlog.releaseAll()
        #expect(backlog.beginGiving())
        #expect(!backlog.beginGiving())
        #expect(backlog.next() != nil)
        #expect(backlog.next() == nil)
        #expect(backlog.beginGiving())
    }

    @Test("the sink has few at a time, and gets the next ones when these are gone")
    func backpressure() {
        let backlog = Desk()
        let limit = EventBacklog.onTheWayLimit.events
        #expect(backlog.append((1...UInt64(limit + 3)).map { Self.event($0) }).isEmpty)
        backlog.backlog.releaseAll()
        let first = backlog.give()
        #expect(first.count == limit)
        #expect(backlog.give().isEmpty)
        for (_, size) in first.dropLast() { #expect(!backlog.noteGone(size: size)) }
        let rest = backlog.give()
        #expect(rest.map(\.number) == (1...3).map { UInt64(limit) + $0 })
        #expect(!backlog.noteGone(size: first[0].size))
        #expect(!backlog.noteGone(size: rest[0].size) && !backlog.noteGone(size: rest[1].size))
        // The last of many.
        #expect(backlog.noteGone(size: rest[2].size))
        #expect(backlog.backlog.isEmpty)
    }

    @Test("an event larger than all that the sink may have goes alone")
    func large() {
        let backlog = Desk()
        let size = EventBacklog.onTheWayLimit.bytes * 2
        _ = backlog.append([Self.event(1, size: size), Self.event(2)])
        backlog.backlog.releaseAll()
        let first = backlog.give()
        #expect(first.map(\.number) == [1])
        _ = backlog.noteGone(size: first[0].size)
        #expect(backlog.give().map(\.number) == [2])
    }

    @Test("when too much waits, progress is dropped first, and starts, ends and stops last")
    func ranks() {
        let backlog = Desk()
        let large = EventBacklog.Rank.progress.limit / 4
        let kinds: [EventKind] = [.progress, .serverUnreachable, .started, .progress, .progress]
        let events = kinds.enumerated().map { Self.event(UInt64($0 + 1), $1, size: large) }
        // The limit of progress is reached with three of the five.
        #expect(backlog.append(events) == [4, 5])
        #expect(backlog.append([Self.event(6, .finished, size: large)]).isEmpty)
        #expect(backlog.append([Self.event(7, .finished, size: large)]).isEmpty)
        #expect(backlog.append([Self.event(8, .finished, size: large)]) == [1])
        #expect(backlog.append([Self.event(9, .finished, size: large)]) == [2])
        #expect(backlog.append([Self.event(10, .stopRequested, size: large)]) == [10])
        #expect(backlog.takeAll() == [3, 6, 7, 8, 9])
        #expect(backlog.backlog.isEmpty)
        #expect(backlog.append([Self.event(11, .progress, size: large)]).isEmpty)
    }
}
