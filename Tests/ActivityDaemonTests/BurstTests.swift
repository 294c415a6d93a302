// SPDX-License-Identifier: Apache-2.0
import Glibc
import Synchronization
import Testing

@testable import ActivityDaemon
@testable import ActivityMonitor
@testable import Systemd

/// The journal, and the most entries that it has had to keep.
private final class MeasuredSink: EventSink {
    private let sink: JournalEventSink
    private let waiting = Mutex((now: 0, most: 0))

    init(_ sink: JournalEventSink) { self.sink = sink }

    var most: Int { self.waiting.withLock { $0.most } }

    func write(_ event: Event, whenGone: @escaping @Sendable (Bool) -> Void) {
        self.waiting.withLock { waiting in
            waiting.now += 1
            waiting.most = max(waiting.most, waiting.now)
        }
        self.sink.write(event) { isTold in
            self.waiting.withLock { $0.now -= 1 }
            whenGone(isTold)
        }
    }

    func lose(_ event: Event) { self.sink.lose(event) }

    func flush(upTo limit: Duration) async { await self.sink.flush(upTo: limit) }
}

@Suite("A burst of events", .timeLimit(.minutes(2)))
struct BurstTests {
    private static let count: UInt64 = 10_000

    private static func turn(_ numbers: ClosedRange<UInt64>, _ kind: EventKind) -> KeeperTurn {
        var turn = KeeperTurn(at: Instant(nanoseconds: 1))
        turn.servers["home"] = SavedServer()
        turn.events = numbers.map { number in
            let fields = [
                EventField(.server, "home"), EventField(.activityUUID, "uuid \(number)"),
                EventField(.activityTitle, String(repeating: "t", count: 200)),
            ]
            return NumberedEvent(number: number, event: Event(kind: kind, message: "\(number)", fields: fields))
        }
        return turn
    }

    private func withKeeper(
        _ body: (StateKeeper, SlowJournal, MeasuredSink, FakeStateStorage) async throws -> Void
    ) async throws {
        var template = Array("/tmp/burst-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        let directory = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        let path = "\(directory)/socket"
        defer {
            unsafe unlink(path)
            unsafe rmdir(directory)
        }
        let journal = try SlowJournal(path)
        let null = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
        defer { close(null) }
        let writer = JournalWriter(
            identifier: "test", limits: JournalQueueLimits(), socketPath: path,
            standardError: StandardErrorSink(environment: [:], descriptor: null), retryInterval: .seconds(3600),
            kindField: "PLEX_EVENT")
        let sink = MeasuredSink(JournalEventSink(writer))
        let storage = FakeStateStorage()
        let keeper = StateKeeper(
            storage: storage, events: sink, mailbox: Mailbox(), health: HealthRegistry(clock: ManualClock()),
            logger: RecordingLogger().logger, send: { _ in })
        try await body(keeper, journal, sink, storage)
    }

    @Test("ten thousand starts at once reach a journal that is slower, in order, and few wait before it at a time")
    func slowReader() async throws {
        try await self.withKeeper { keeper, journal, sink, storage in
            // Nobody reads yet, and nobody waits for that.
            keeper.take(Self.turn(1...Self.count, .started))
            await keeper.settle(upTo: .seconds(30))
            let record = try #require(storage.servers["home"])
            #expect(!record.untold.isEmpty)
            #expect(record.untold.reduce(0) { $0 + $1.count } <= ServerLedger.untoldLimit)

            for number in 1...Self.count {
                let message = journal.next()?["MESSAGE"]
                #expect(message == String(number))
                if message != String(number) { break }
            }
            await keeper.drain(upTo: .seconds(30))
            await sink.flush(upTo: .seconds(30))
            #expect(sink.most <= EventBacklog.onTheWayLimit.events)
            await keeper.settle(upTo: .seconds(30))
            await keeper.settle(upTo: .seconds(30))
            #expect(storage.told == Self.count)
            // All are told, and none is in the file again.
            keeper.take(Self.turn(Self.count + 1...Self.count + 1, .finished))
            await keeper.settle(upTo: .seconds(30))
            #expect(storage.servers["home"]?.untold.count == 1)
            #expect(journal.next()?["MESSAGE"] == String(Self.count + 1))
        }
    }

    @Test("a journal that has stopped loses progress first, and says later how many of which kind")
    func stoppedReader() async throws {
        try await self.withKeeper { keeper, journal, _, _ in
            let size = Self.turn(1...1, .progress).events[0].event.size
            let fitting = UInt64(EventBacklog.Rank.progress.limit / size)
            let excess: UInt64 = 1000
            let last = fitting + UInt64(EventBacklog.onTheWayLimit.events) + excess
            keeper.take(Self.turn(1...last, .progress))
            keeper.take(Self.turn(last + 1...last + 100, .started))
            await keeper.settle(upTo: .seconds(30))

            var told: [String: UInt64] = [:]
            var lost: UInt64 = 0
            while told.values.reduce(lost, +) < last + 100, let entry = journal.next() {
                if let kind = entry["PLEX_EVENT"] {
                    told[kind, default: 0] += 1
                } else if let count = entry["JOURNAL_LOST"].flatMap({ UInt64($0) }) {
                    #expect(entry["JOURNAL_LOST_KINDS"] == "progress=\(count)")
                    lost += count
                }
            }
            #expect(told["started"] == 100)
            #expect(lost >= excess && told["progress"] == last - lost)
        }
    }
}
