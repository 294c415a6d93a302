// SPDX-License-Identifier: Apache-2.0
import PlexModel
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
}

@Suite("The state keeper", .timeLimit(.minutes(1)))
struct StateKeeperTests {
    private let diary = Diary()
    private let storage: FakeStateStorage
    private let mailbox = Mailbox()
    private let log = RecordingLogger()
    private let keeper: StateKeeper

    init() {
        let diary = self.diary
        self.storage = FakeStateStorage { diary.note($0) }
        self.keeper = StateKeeper(
            storage: self.storage, mailbox: self.mailbox, health: HealthRegistry(clock: ManualClock()),
            logger: self.log.logger, send: { diary.note("sent \($0.id)") })
    }

    private static func request(_ id: Int) -> RemedyRequest {
        RemedyRequest(
            id: id, server: "home", machineIdentifier: "m", remedy: .stopSectionRefresh(SectionID("2")),
            under: StopMandate(arming: StopPlan()))
    }

    private static let state = StoredState(bootID: "b", writtenAt: Instant(nanoseconds: 1), state: SavedState())

    @Test("a request goes out after its state was saved")
    func savedFirst() async {
        await withTaskGroup { group in
            group.addTask { await self.keeper.run() }
            self.keeper.keep(Self.state, thenSend: [Self.request(1), Self.request(2)])
            _ = await self.diary.stream.first { $0 == "sent 2" }
            group.cancelAll()
        }
        #expect(self.diary.entries == ["saved", "sent 1", "sent 2"])
    }

    @Test("a newer state does not lose the requests of one that was not written yet")
    func merged() async {
        self.keeper.keep(Self.state, thenSend: [Self.request(1)])
        self.keeper.keep(Self.state)
        self.keeper.keep(Self.state, thenSend: [Self.request(2)])
        await withTaskGroup { group in
            group.addTask { await self.keeper.run() }
            _ = await self.diary.stream.first { $0 == "sent 2" }
            group.cancelAll()
        }
        #expect(self.diary.entries == ["saved", "sent 1", "sent 2"])
    }

    @Test("a request whose state cannot be saved does not go out, and the monitor is told so")
    func fullDisk() async {
        self.storage.setFull(true)
        var outcome: Message?
        await withTaskGroup { group in
            group.addTask { await self.keeper.run() }
            self.keeper.keep(Self.state, thenSend: [Self.request(5)])
            for await envelope in self.mailbox.envelopes {
                outcome = envelope.message
                envelope.acknowledgement.give()
                break
            }
            group.cancelAll()
        }
        guard case .requestFinished(5, .notSent(let reason)) = outcome else {
            Issue.record("\(String(describing: outcome))")
            return
        }
        #expect(reason.contains("no space left"))
        #expect(self.diary.entries.isEmpty)
    }

    @Test("a disk that fails is told once, and once when it works again")
    func transitions() {
        for isFull in [false, true, true, true, false, false, true] {
            self.storage.setFull(isFull)
            self.keeper.saveNow(Self.state)
        }
        #expect(self.log.messages.map { $0.contains("being saved again") } == [false, true, false])
    }
}
