// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The events on their way out: those that wait, and what the sink has of them.
///
/// The sink gets a few at a time, so that a burst leaves at the speed of its reader and takes little memory there. The
/// rest waits here, where an event shares its memory with the ledger of its server. Its bounds are for a reader that has
/// stopped: then progress is dropped first, and starts, ends and stops last.
struct EventBacklog {
    /// How important an event is to those who read later.
    enum Rank: Int, CaseIterable {
        /// A step of an activity that goes on.
        case progress
        /// An event that may come twice or not at all after a crash.
        case other
        /// A start, an end or a decision.
        case kept

        /// The rank of a kind of event.
        init(_ kind: EventKind) {
            self = kind == .progress ? .progress : kind.mustBeSavedFirst ? .kept : .other
        }

        /// How many bytes may wait before an event of this rank is dropped.
        ///
        /// A server lists at most 20,000 activities in one answer; their events have about 20 MiB.
        var limit: Int {
            switch self {
            case .progress: 24 << 20
            case .other: 28 << 20
            case .kept: 32 << 20
            }
        }
    }

    /// The most bytes and the most events that the sink has at a time.
    static let onTheWayLimit = (bytes: 1 << 20, events: 256)

    private struct Waiting {
        let event: NumberedEvent
        let size: Int
        var rank: Rank { Rank(self.event.event.kind) }
    }

    /// The events that wait; nil for those given away.
    private var waiting: [Waiting?] = []
    private var head = 0
    /// The bytes that wait, by rank.
    private var bytes = [Int](repeating: 0, count: Rank.allCases.count)
    private var onTheWay = (bytes: 0, events: 0)
    /// The number of the last event that may be told.
    private var released: UInt64 = 0
    private var isGiving = false
    /// Whether many events were on their way since there were none.
    private var wasLong = false

    /// Whether nothing waits, and the sink has nothing.
    var isEmpty: Bool { self.head == self.waiting.count && self.onTheWay.events == 0 }

    /// Adds events in their order.
    ///
    /// - Returns: Events that are dropped for lack of room.
    mutating func append(_ events: [NumberedEvent]) -> [NumberedEvent] {
        var dropped: [NumberedEvent] = []
        for event in events {
            let entry = Waiting(event: event, size: event.event.size)
            if self.hasNoRoom(for: entry) { dropped += self.drop(below: entry) }
            if self.hasNoRoom(for: entry) {
                dropped.append(event)
            } else {
                self.waiting.append(entry)
                self.bytes[entry.rank.rawValue] += entry.size
            }
        }
        return dropped
    }

    /// Allows the events up to this number to be told.
    mutating func release(upTo number: UInt64) {
        self.released = max(self.released, number)
    }

    /// Allows all events that wait now to be told.
    mutating func releaseAll() {
        if let last = self.waiting.last { self.release(upTo: last?.event.number ?? 0) }
    }

    /// Begins to give events to the sink; false while another caller does so.
    mutating func beginGiving() -> Bool {
        defer { self.isGiving = true }
        return !self.isGiving
    }

    /// The next event for the sink; nil ends the giving.
    mutating func next() -> (event: NumberedEvent, size: Int)? {
        guard self.head < self.waiting.count, let first = self.waiting[self.head],
            first.event.number <= self.released, self.isRoomOnTheWay(for: first.size)
        else {
            self.isGiving = false
            return nil
        }
        self.waiting[self.head] = nil
        self.head += 1
        if self.head * 2 >= self.waiting.count {
            self.waiting.removeFirst(self.head)
            self.head = 0
        }
        self.bytes[first.rank.rawValue] -= first.size
        self.onTheWay.bytes += first.size
        self.onTheWay.events += 1
        if self.onTheWay.events >= Self.onTheWayLimit.events { self.wasLong = true }
        return (first.event, first.size)
    }

    /// Notes that the sink no longer has an event of this size.
    ///
    /// - Returns: Whether that was the last of many.
    mutating func noteGone(size: Int) -> Bool {
        self.onTheWay.bytes -= size
        self.onTheWay.events -= 1
        guard self.wasLong, self.isEmpty else { return false }
        self.wasLong = false
        return true
    }

    /// Removes and returns all events that wait.
    mutating func takeAll() -> [NumberedEvent] {
        defer {
            self.waiting = []
            self.head = 0
            self.bytes = [Int](repeating: 0, count: Rank.allCases.count)
        }
        return self.waiting.compactMap { $0?.event }
    }

    private func isRoomOnTheWay(for size: Int) -> Bool {
        // One that is larger than all of the room goes alone.
        self.onTheWay.events == 0
            || self.onTheWay.events < Self.onTheWayLimit.events
                && self.onTheWay.bytes + size <= Self.onTheWayLimit.bytes
    }

    private func hasNoRoom(for entry: Waiting) -> Bool {
        self.bytes.reduce(entry.size, +) > entry.rank.limit
    }

    /// Removes the waiting events of lower ranks, the lowest first, until there is room.
    private mutating func drop(below entry: Waiting) -> [NumberedEvent] {
        var dropped: [NumberedEvent] = []
        for rank in Rank.allCases where rank.rawValue < entry.rank.rawValue && self.bytes[rank.rawValue] > 0 {
            guard self.hasNoRoom(for: entry) else { break }
            let waiting = self.waiting[self.head...].compactMap { $0 }
            dropped += waiting.filter { $0.rank == rank }.map(\.event)
            self.waiting = waiting.filter { $0.rank != rank }
            self.head = 0
            self.bytes[rank.rawValue] = 0
        }
        return dropped
    }
}

extension Event {
    /// About how many bytes of memory the event takes.
    var size: Int {
        self.fields.reduce(128 + self.message.utf8.count) { $0 + 40 + $1.value.utf8.count }
    }
}
