// SPDX-License-Identifier: Apache-2.0

/// Something that takes journal entries and never makes its caller wait: the journal (``JournalWriter``), standard
/// error (``StandardErrorSink``), or memory in tests (`InMemoryJournalSink` of the product `SystemdTestKit`).
public protocol JournalSink: Sendable {
    /// Takes an entry. The call never blocks and never fails; the sink decides about entries that it cannot write.
    func enqueue(_ entry: JournalEntry)
}
