// SPDX-License-Identifier: Apache-2.0

/// Something that takes journal entries and never makes its caller wait: the journal (``JournalWriter``), standard
/// error (``StandardErrorSink``), or memory in tests (`InMemoryJournalSink` of the product `SystemdTestKit`).
public protocol JournalSink: Sendable {
    /// Takes an entry. It never blocks and never fails: what becomes of an entry that cannot be written is the sink's
    /// affair.
    func enqueue(_ entry: JournalEntry)
}
