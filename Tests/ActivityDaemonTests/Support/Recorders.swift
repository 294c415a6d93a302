// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Logging
import ServiceFiles
import Synchronization
import Systemd
import SystemdTestKit

@testable import ActivityDaemon

/// Keeps events, and lets a test wait for one.
final class RecordingEventSink: EventSink {
    private let stored = Mutex<[Event]>([])
    let stream: AsyncStream<Event>
    private let continuation: AsyncStream<Event>.Continuation

    init() {
        (self.stream, self.continuation) = AsyncStream.makeStream()
    }

    var events: [Event] { self.stored.withLock { $0 } }

    func write(_ event: Event) {
        self.stored.withLock { $0.append(event) }
        self.continuation.yield(event)
    }

    func flush(upTo limit: Duration) async {}

    /// The next event of a kind.
    func next(_ kind: EventKind) async -> Event? {
        await self.stream.first { $0.kind == kind }
    }
}

/// Keeps states, or fails as a full disk does.
final class FakeStateStorage: StateStorage {
    private let state = Mutex<(isFull: Bool, saved: [StoredState])>((false, []))
    private let note: @Sendable (String) -> Void

    init(note: @escaping @Sendable (String) -> Void = { _ in }) {
        self.note = note
    }

    var saved: [StoredState] { self.state.withLock { $0.saved } }

    func setFull(_ isFull: Bool) { self.state.withLock { $0.isFull = isFull } }

    func load() -> StateReading { .none }

    func save(_ state: StoredState) throws(StateStorageError) {
        let isFull = self.state.withLock { stored in
            if !stored.isFull { stored.saved.append(state) }
            return stored.isFull
        }
        if isFull { throw StateStorageError("no space left on the device") }
        self.note("saved")
    }
}

/// Keeps the last status.
final class RecordingStatusSink: StatusSink {
    private let stored = Mutex<[StatusDocument]>([])

    var documents: [StatusDocument] { self.stored.withLock { $0 } }

    func publish(_ document: StatusDocument) { self.stored.withLock { $0.append(document) } }
}

/// A logger whose entries a test can read.
struct RecordingLogger {
    let sink = InMemoryJournalSink()

    var logger: Logger {
        Logger(label: "test") { [sink] label in
            JournalLogHandler(label: label, identifier: "test", logLevel: .info, write: { sink.enqueue($0) })
        }
    }

    var messages: [String] { self.sink.entries.compactMap { $0[.message] } }
}
