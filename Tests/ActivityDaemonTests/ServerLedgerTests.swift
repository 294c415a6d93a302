// SPDX-License-Identifier: Apache-2.0
import PlexModel
import ServiceFiles
import Testing

@testable import ActivityDaemon
@testable import ActivityMonitor

@Suite("The bound of a server's file")
struct ServerLedgerTests {
    private static func event(_ number: UInt64, _ kind: EventKind, size: Int) -> NumberedEvent {
        let text = String(repeating: "x", count: size)
        let event = Event(kind: kind, message: text, fields: [EventField(.server, "home")])
        return NumberedEvent(number: number, event: event.identified(by: "s-\(number)"))
    }

    /// A memory that is larger than a file may be, with a breaker and an open stop in it.
    private static func hugeMemory() -> SavedServer {
        var memory = SavedServer()
        for number in 0..<3_000 {
            var activity = Activity(id: ActivityID("uuid \(number)"), type: .libraryUpdateSection)
            activity.title = String(repeating: "\u{1}", count: 100)
            let tracked = TrackedActivity(
                firstSight: activity, at: Instant(nanoseconds: 0), wasAlreadyRunning: false)
            memory.activities.append(SavedActivity(tracked, MonitorSettings(generation: 1, servers: [])))
        }
        memory.restraint.trip(.respawn, rule: "stuck", at: Instant(nanoseconds: 1))
        memory.spent = [SavedSpent(identity: "i", uuids: [ActivityID("a")])]
        return memory
    }

    @Test("a memory that is too large loses what is least important, never a breaker")
    func bound() throws {
        var ledger = ServerLedger()
        let memory = Self.hugeMemory()
        #expect(try CompactJSON.bytes(of: memory).count > ServerLedger.limit)
        ledger.remember(memory)
        for number in 1...100 { ledger.add(Self.event(UInt64(number), .lost, size: 10_000)) }
        let record = try #require(
            try ledger.record(name: "home", toldUpTo: 0, at: Instant(nanoseconds: 1), isForced: false))
        let size = record.memory.count + record.untold.reduce(0) { $0 + $1.count }
        #expect(size < ServerLedger.limit)
        let text = String(decoding: record.memory, as: UTF8.self)
        #expect(text.contains("\"respawn\"") && text.contains("\"spent\":[{\"identity\":\"i\""))
    }

    @Test("where not all events fit, starts are the first to be left out, and the order stays")
    func importance() throws {
        var ledger = ServerLedger()
        ledger.remember(SavedServer())
        let size = ServerLedger.untoldLimit / 4
        let kinds: [EventKind] = [.started, .started, .started, .stopRequested, .finished]
        for (place, kind) in kinds.enumerated() { ledger.add(Self.event(UInt64(place + 1), kind, size: size)) }
        let record = try #require(
            try ledger.record(name: "home", toldUpTo: 0, at: Instant(nanoseconds: 1), isForced: false))
        let numbers = record.untold.map { bytes in
            (1...5).first { String(decoding: bytes, as: UTF8.self).contains("\"number\":\($0),") }
        }
        #expect(numbers == [1, 4, 5])
    }

    @Test("the number of looks alone is no news, and what is told is left out")
    func news() throws {
        var ledger = ServerLedger()
        var memory = SavedServer()
        func record(toldUpTo number: UInt64, isForced: Bool = false) throws -> ServerRecord? {
            memory.looks = (memory.looks ?? 0) + 1
            ledger.remember(memory)
            let record = try ledger.record(
                name: "home", toldUpTo: number, at: Instant(nanoseconds: 1), isForced: isForced)
            if let record { ledger.noteWritten(record) }
            return record
        }
        #expect(try record(toldUpTo: 0) != nil)
        #expect(try record(toldUpTo: 0) == nil)
        #expect(try record(toldUpTo: 0, isForced: true) != nil)
        ledger.add(Self.event(1, .started, size: 1))
        #expect(try record(toldUpTo: 0)?.untold.count == 1)
        #expect(try record(toldUpTo: 0)?.untold.count == 1)
        #expect(try record(toldUpTo: 1)?.untold.isEmpty == true)
        #expect(try record(toldUpTo: 1) == nil)
    }
}
