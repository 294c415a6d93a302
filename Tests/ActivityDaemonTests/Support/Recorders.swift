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

    func write(_ event: Event, whenGone: @escaping @Sendable (Bool) -> Void) {
        self.stored.withLock { $0.append(event) }
        self.continuation.yield(event)
        whenGone(true)
    }

    func lose(_ event: Event) {}

    func flush(upTo limit: Duration) async {}

    /// The next event of a kind.
    func next(_ kind: EventKind) async -> Event? {
        await self.stream.first { $0.kind == kind }
    }
}

/// Keeps what is written, or fails as a full disk does, and notes each call in words.
final class FakeStateStorage: StateStorage {
    private struct Stored {
        var isFull = false
        var rest: StoredState?
        var servers: [String: ServerRecord] = [:]
        var told: UInt64 = 0
    }

    private let stored = Mutex(Stored())
    private let note: @Sendable (String) -> Void

    init(note: @escaping @Sendable (String) -> Void = { _ in }) {
        self.note = note
    }

    var rest: StoredState? { self.stored.withLock { $0.rest } }
    var servers: [String: ServerRecord] { self.stored.withLock { $0.servers } }
    var told: UInt64 { self.stored.withLock { $0.told } }

    func setFull(_ isFull: Bool) { self.stored.withLock { $0.isFull = isFull } }

    func load() -> StateReading { StateReading() }

    func write(_ state: StoredState) throws(StateStorageError) {
        try self.change("saved the rest") { $0.rest = state }
    }

    func write(_ record: ServerRecord) throws(StateStorageError) {
        try self.change("saved \(record.name)") { $0.servers[record.name] = record }
    }

    func remove(server: String) throws(StateStorageError) {
        try self.change("removed \(server)") { $0.servers[server] = nil }
    }

    func write(toldUpTo number: UInt64) {
        self.stored.withLock { $0.told = number }
    }

    func sync(servers: [String]) throws(StateStorageError) {
        try self.change("synced \(servers.joined(separator: " "))") { _ in }
    }

    private func change(_ words: String, _ body: (inout Stored) -> Void) throws(StateStorageError) {
        let isFull = self.stored.withLock { stored in
            if !stored.isFull { body(&stored) }
            return stored.isFull
        }
        if isFull { throw StateStorageError("no space left on the device") }
        self.note(words)
    }
}

/// Keeps the news of the status.
final class RecordingStatusSink: StatusSink {
    private let stored = Mutex<[StatusUpdate]>([])

    var updates: [StatusUpdate] { self.stored.withLock { $0 } }
    var documents: [StatusDocument] { self.updates.compactMap(\.service) }

    func publish(_ update: StatusUpdate) { self.stored.withLock { $0.append(update) } }
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
