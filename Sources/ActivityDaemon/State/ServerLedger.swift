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
        let number: UInt64
        let kind: EventKind
        let bytes: [UInt8]
    }

    private var untold: [Untold] = []
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
        let stored = UntoldEvent(number: event.number, event: event.event)
        guard let bytes = try? CompactJSON.bytes(of: stored) else { return }
        self.untold.append(Untold(number: event.number, kind: event.event.kind, bytes: bytes))
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

    private mutating func forget(toldUpTo number: UInt64) {
        self.untold.removeAll { $0.number <= number }
    }

    /// The events that fit into their share, in order; ends and stops before starts.
    private func fittingEvents() -> [[UInt8]] {
        guard self.untold.reduce(0, { $0 + $1.bytes.count }) > Self.untoldLimit else { return self.untold.map(\.bytes) }
        var room = Self.untoldLimit
        let places = self.untold.indices.sorted {
            (self.untold[$0].kind == .started ? 1 : 0, $0) < (self.untold[$1].kind == .started ? 1 : 0, $1)
        }
        let kept = places.filter { place in
            room -= self.untold[place].bytes.count
            return room >= 0
        }
        return kept.sorted().map { self.untold[$0].bytes }
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
