// SPDX-License-Identifier: Apache-2.0
import PlexModel
import ServiceFiles
import Synchronization
import Testing

@testable import ActivityDaemon
@testable import ActivityMonitor

/// What happened, in order.
private final class Diary: Sendable {
    private let stored = Mutex<[String]>([])
    let stream: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    init() { (self.stream, self.continuation) = AsyncStream.makeStream() }

    var entries: [String] { self.stored.withLock { $0 } }

    func note(_ text: String) {
        self.stored.withLock { $0.append(text) }
        self.continuation.yield(text)
    }

    /// Waits until something has happened.
    func wait(for text: String) async { _ = await self.stream.first { $0 == text } }
}

/// Notes events in a diary, and calls them told when the test says so.
private final class DiarySink: EventSink {
    private let diary: Diary
    private let waiting = Mutex<(holdsBack: Bool, calls: [@Sendable (Bool) -> Void])>((false, []))

    init(_ diary: Diary) { self.diary = diary }

    func holdBack() { self.waiting.withLock { $0.holdsBack = true } }

    func write(_ event: Event, whenGone: @escaping @Sendable (Bool) -> Void) {
        self.diary.note("told \(event.message)")
        let isTold = self.waiting.withLock { waiting in
            if waiting.holdsBack { waiting.calls.append(whenGone) }
            return !waiting.holdsBack
        }
        if isTold { whenGone(true) }
    }

    func lose(_ event: Event) { self.diary.note("lost \(event.message)") }

    func flush(upTo limit: Duration) async {}
}

@Suite("The state keeper", .timeLimit(.minutes(1)))
struct StateKeeperTests {
    private let diary = Diary()
    private let sink: DiarySink
    private let storage: FakeStateStorage
    private let mailbox = Mailbox()
    private let log = RecordingLogger()
    private let keeper: StateKeeper

    init() {
        let diary = self.diary
        self.sink = DiarySink(diary)
        self.storage = FakeStateStorage { diary.note($0) }
        self.keeper = StateKeeper(
            storage: self.storage, events: self.sink, mailbox: self.mailbox,
            health: HealthRegistry(clock: ManualClock()), logger: self.log.logger, patience: .milliseconds(50),
            send: { diary.note("sent \($0.id)") })
    }

    private static func request(_ id: Int) -> RemedyRequest {
        RemedyRequest(
            id: id, server: "home", machineIdentifier: "m", remedy: .stopSectionRefresh(SectionID("2")),
            under: StopMandate(arming: StopPlan()))
    }

    private static func event(_ number: UInt64, _ kind: EventKind = .started) -> NumberedEvent {
        let event = Event(kind: kind, message: "\(number)", fields: [EventField(.server, "home")])
        return NumberedEvent(number: number, event: event.identified(by: "s-\(number)"))
    }

    /// A turn that saves one server, whose memory differs with the number.
    private static func turn(
        _ memory: Int = 1, events: [NumberedEvent] = [], requests: [RemedyRequest] = []
    ) -> KeeperTurn {
        var turn = KeeperTurn(at: Instant(nanoseconds: Int64(memory)))
        var server = SavedServer()
        server.nextDecision = memory
        turn.servers["home"] = server
        turn.events = events
        turn.requests = requests
        return turn
    }

    private static func rest(_ requests: Int) -> StoredState {
        var state = SavedState()
        state.nextRequestID = requests
        return StoredState(bootID: "b", writtenAt: Instant(nanoseconds: 1), state: state)
    }

    private static func untold(in record: ServerRecord?) -> [String] {
        (record?.untold ?? []).map { bytes in
            String(decoding: bytes, as: UTF8.self).contains("\"s-1\"") ? "s-1" : "another"
        }
    }

    @Test("an event is told after its server was saved with it, and is in the file until it was told")
    func savedBeforeTold() async {
        self.sink.holdBack()
        self.keeper.take(Self.turn(1, events: [Self.event(1)]))
        await self.diary.wait(for: "told 1")
        #expect(self.diary.entries == ["saved home", "told 1"])
        #expect(Self.untold(in: self.storage.servers["home"]) == ["s-1"])
        // Not told yet: the next version has it, too.
        self.keeper.take(Self.turn(2))
        await self.keeper.settle(upTo: .seconds(30))
        #expect(Self.untold(in: self.storage.servers["home"]) == ["s-1"])
    }

    @Test("an event that was told is no longer in the next version of the file, and the mark says so before")
    func toldIsForgotten() async {
        self.keeper.take(Self.turn(1, events: [Self.event(1)]))
        await self.diary.wait(for: "told 1")
        await self.keeper.settle(upTo: .seconds(30))
        await self.keeper.settle(upTo: .seconds(30))
        #expect(self.storage.told == 1)
        self.keeper.take(Self.turn(1))
        await self.keeper.settle(upTo: .seconds(30))
        #expect(self.storage.servers["home"]?.untold.isEmpty == true)
    }

    @Test("what says the same is not written again")
    func unchanged() async {
        for memory in [1, 1, 2, 2, 2] {
            self.keeper.take(Self.turn(memory))
            await self.keeper.settle(upTo: .seconds(30))
        }
        #expect(self.diary.entries == ["saved home", "saved home"])
    }

    @Test("an event that need not be saved waits for those before it, and for nothing else")
    func order() async {
        var turn = KeeperTurn(at: Instant(nanoseconds: 1))
        turn.events = [Self.event(1, .progress)]
        self.keeper.take(turn)
        #expect(self.diary.entries == ["told 1"])
        self.keeper.take(Self.turn(1, events: [Self.event(2), Self.event(3, .progress)]))
        turn.events = [Self.event(4, .progress)]
        self.keeper.take(turn)
        await self.diary.wait(for: "told 4")
        #expect(self.diary.entries == ["told 1", "saved home", "told 2", "told 3", "told 4"])
    }

    @Test("a request goes out after its state was saved and synced")
    func savedFirst() async {
        var turn = Self.turn(requests: [Self.request(1), Self.request(2)])
        turn.rest = Self.rest(3)
        self.keeper.take(turn)
        await self.diary.wait(for: "sent 2")
        #expect(self.diary.entries == ["saved the rest", "saved home", "synced home", "sent 1", "sent 2"])
    }

    @Test("at the start the files of servers come before the file that version 0.1 had for all of them")
    func takeover() async {
        var turn = Self.turn()
        turn.rest = Self.rest(3)
        turn.isWhole = true
        turn.removed = ["old"]
        self.keeper.take(turn)
        await self.keeper.settle(upTo: .seconds(30))
        #expect(self.diary.entries == ["saved home", "saved the rest", "removed old"])
    }

    @Test("a server that leaves keeps its file until its last events are told")
    func leaving() async {
        self.sink.holdBack()
        self.keeper.take(Self.turn())
        var turn = KeeperTurn(at: Instant(nanoseconds: 2))
        turn.removed = ["home"]
        turn.events = [Self.event(1, .lost)]
        self.keeper.take(turn)
        await self.diary.wait(for: "told 1")
        #expect(Self.untold(in: self.storage.servers["home"]) == ["s-1"])
        #expect(!self.diary.entries.contains("removed home"))
    }

    @Test("a request whose state cannot be saved does not go out, and the monitor is told so")
    func fullDisk() async {
        self.storage.setFull(true)
        self.keeper.take(Self.turn(events: [Self.event(1)], requests: [Self.request(5)]))
        var outcome: Message?
        for await envelope in self.mailbox.envelopes {
            outcome = envelope.message
            break
        }
        guard case .requestFinished(5, .notSent(let reason)) = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(reason.contains("no space left"))
        // The event happened all the same.
        #expect(self.diary.entries == ["told 1"])
    }

    @Test("a disk that fails is told once, and once when it works again, and then has all of it")
    func transitions() async {
        for (memory, isFull) in [false, true, true, true, false, false, true].enumerated() {
            self.storage.setFull(isFull)
            self.keeper.take(Self.turn(memory))
            await self.keeper.settle(upTo: .seconds(30))
        }
        #expect(self.log.messages.map { $0.contains("being saved again") } == [false, true, false])
        self.storage.setFull(false)
        var other = KeeperTurn(at: Instant(nanoseconds: 9))
        other.rest = Self.rest(1)
        self.keeper.take(other)
        await self.keeper.settle(upTo: .seconds(30))
        #expect(self.storage.servers["home"]?.writtenAt == Instant(nanoseconds: 9))
    }

    @Test("a disk that hangs does not hold events back for ever")
    func hangingDisk() async {
        let isWriting = Mutex(true)
        let diary = self.diary
        let storage = FakeStateStorage { _ in
            diary.note("hangs")
            while isWriting.withLock({ $0 }) {}
        }
        let keeper = StateKeeper(
            storage: storage, events: self.sink, mailbox: self.mailbox, health: HealthRegistry(clock: ManualClock()),
            logger: self.log.logger, patience: .milliseconds(50), send: { _ in })
        await withTaskGroup { group in
            group.addTask { await keeper.run() }
            keeper.take(Self.turn(1, events: [Self.event(1)]))
            await diary.wait(for: "told 1")
            keeper.take(Self.turn(2, events: [Self.event(2)]))
            await diary.wait(for: "told 2")
            isWriting.withLock { $0 = false }
            await keeper.settle(upTo: .seconds(30))
            group.cancelAll()
        }
        #expect(diary.entries.filter { $0 != "hangs" } == ["told 1", "told 2"])
    }
}
