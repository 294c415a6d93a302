// SPDX-License-Identifier: Apache-2.0

private import Synchronization

/// A destination for journal entries that never makes its caller wait: the journal (``JournalWriter``), standard error
/// (``StandardErrorSink``) or memory (``InMemoryJournalSink``).
public protocol JournalSink: Sendable {
    /// Takes an entry. The call never blocks and never fails; the sink decides about entries that it cannot write.
    func enqueue(_ entry: JournalEntry)
}

/// A sink that keeps the entries, for tests.
public final class InMemoryJournalSink: JournalSink {
    private let stored = Mutex<[JournalEntry]>([])

    /// A sink without entries.
    public init() {}

    /// What has been enqueued so far, in order.
    public var entries: [JournalEntry] {
        self.stored.withLock { $0 }
    }

    /// Keeps the entry.
    public func enqueue(_ entry: JournalEntry) {
        self.stored.withLock { $0.append(entry) }
    }
}
