// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
private import ServiceFiles

/// What the file of one server has, and what it is to have.
///
/// It holds the bound of the file: what does not fit is left out, least important first.
struct ServerLedger {
    /// The largest file, in bytes.
    static let limit = 1 << 20
    /// The share of events that may not have been told, in bytes.
    static let untoldLimit = 384 << 10
    /// The rest of the file around memory and events, in bytes.
    private static let frame = 1 << 10

    private struct Untold {
        /// The event; it shares its memory with the backlog.
        let event: NumberedEvent
        let size: Int
        /// The event as JSON, once it has been in the file.
        var bytes: [UInt8]?

        var isStart: Bool { self.event.event.kind == .started }
    }

    private var untold: [Untold] = []
    /// The memory of these events, in bytes.
    private var untoldSize = 0
    /// The hash of the memory in the file; nil where that is not known.
    private var writtenHash: Int?
    /// Whether the file has events.
    private var hasWrittenEvents = false
    /// The memory to write; nil where it is as before.
    private var next: SavedServer?
    /// Whether the server is to be forgotten.
    private(set) var isLeaving = false

    /// Takes the newest memory of the server.
    mutating func remember(_ memory: SavedServer) {
        self.next = memory
        self.isLeaving = false
    }

    /// Has the server forgotten, when all about it is told.
    mutating func leave() {
        self.isLeaving = true
        self.next = SavedServer()
    }

    /// Adds an event that is not told yet.
    mutating func add(_ event: NumberedEvent) {
        let size = event.event.size
        // More than the backlog holds is never told by this process, and the file has no room for it.
        guard self.untoldSize + size <= EventBacklog.Rank.kept.limit else { return }
        self.untold.append(Untold(event: event, size: size))
        self.untoldSize += size
    }

    /// Whether the server is leaving and nothing about it waits to be told.
    mutating func isDone(toldUpTo number: UInt64) -> Bool {
        self.forget(toldUpTo: number)
        return self.isLeaving && self.untold.isEmpty
    }

    /// The record to write; nil where the file says all of it.
    ///
    /// - Parameters:
    ///   - number: the number of the last event that was told.
    ///   - isForced: whether to write what has not changed.
    mutating func record(
        name: String, toldUpTo number: UInt64, at instant: Instant, isForced: Bool
    ) throws -> ServerRecord? {
        self.forget(toldUpTo: number)
        guard let next = self.next else { return nil }
        let events = self.fittingEvents()
        let isNews = isForced || !events.isEmpty || self.hasWrittenEvents || Self.hash(of: next) != self.writtenHash
        guard isNews else {
            self.next = nil
            return nil
        }
        let room = Self.limit - Self.frame - events.reduce(0) { $0 + $1.count + 1 }
        return ServerRecord(
            name: name, memory: try Self.bytes(of: next, upTo: room), untold: events, writtenAt: instant)
    }

    /// Notes that the record was written.
    mutating func noteWritten(_ record: ServerRecord) {
        self.writtenHash = self.next.map(Self.hash(of:))
        self.next = nil
        self.hasWrittenEvents = !record.untold.isEmpty
    }

    /// Forgets the events that were told.
    mutating func forget(toldUpTo number: UInt64) {
        // In the order of their numbers.
        let count = self.untold.prefix { $0.event.number <= number }.count
        guard count > 0 else { return }
        self.untoldSize -= self.untold[..<count].reduce(0) { $0 + $1.size }
        self.untold.removeFirst(count)
    }

    /// The events that fit into their share, in order; ends and stops before starts.
    private mutating func fittingEvents() -> [[UInt8]] {
        var room = Self.untoldLimit
        var kept: [Int] = []
        for isStart in [false, true] {
            for place in self.untold.indices where self.untold[place].isStart == isStart {
                guard let bytes = self.bytes(at: place) else { continue }
                guard bytes.count <= room else { break }
                room -= bytes.count
                self.untold[place].bytes = bytes
                kept.append(place)
            }
        }
        return kept.sorted().compactMap { self.untold[$0].bytes }
    }

    private func bytes(at place: Int) -> [UInt8]? {
        if let bytes = self.untold[place].bytes { return bytes }
        let event = self.untold[place].event
        return try? CompactJSON.bytes(of: UntoldEvent(number: event.number, event: event.event))
    }

    /// The hash of a memory. The number of looks alone is no news.
    private static func hash(of memory: SavedServer) -> Int {
        var memory = memory
        memory.looks = nil
        return memory.hashValue
    }

    private static func bytes(of memory: SavedServer, upTo limit: Int) throws -> [UInt8] {
        var memory = memory
        var bytes = try CompactJSON.bytes(of: memory)
        while bytes.count > limit, memory.shed() { bytes = try CompactJSON.bytes(of: memory) }
        return bytes
    }
}
