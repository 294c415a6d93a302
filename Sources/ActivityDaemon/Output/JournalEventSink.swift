// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import ServerAccess
package import Systemd

/// Writes each event as one native entry of the journal.
package struct JournalEventSink: EventSink {
    /// How many entries go to the journal in half a minute. The unit's `LogRateLimitBurst=` is more than twice as many.
    static let pace = JournalPace(entries: 25_000, interval: .seconds(30))

    private let writer: JournalWriter

    /// A sink that writes with this writer.
    package init(_ writer: JournalWriter) {
        self.writer = writer
    }

    /// Takes an event.
    package func write(_ event: Event, whenGone: @escaping @Sendable (_ isTold: Bool) -> Void) {
        self.writer.enqueue(Self.entry(of: event)) { whenGone(true) }
    }

    /// Sends the event's line to standard error, if that takes it, and counts the event as lost.
    package func lose(_ event: Event) {
        self.writer.lose(Self.entry(of: event))
    }

    /// Waits for the journal.
    package func flush(upTo limit: Duration) async {
        await self.writer.flush(upTo: limit)
    }

    private static func entry(of event: Event) -> JournalEntry {
        JournalEntry(event, identifier: ProgramIdentity.syslogIdentifier)
    }
}
