// SPDX-License-Identifier: Apache-2.0

private import Synchronization
public import Systemd

/// A journal sink that keeps the entries, for tests.
public final class InMemoryJournalSink: JournalSink {
    private let stored = Mutex<[JournalEntry]>([])

    /// A sink without entries.
    public init() {}

    /// The entries that have been enqueued so far, in order.
    public var entries: [JournalEntry] {
        self.stored.withLock { $0 }
    }

    /// Keeps the entry.
    public func enqueue(_ entry: JournalEntry) {
        self.stored.withLock { $0.append(entry) }
    }
}
