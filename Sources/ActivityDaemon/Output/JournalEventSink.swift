// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import ServerAccess
package import Systemd

/// Writes each event as one native entry of the journal.
package struct JournalEventSink: EventSink {
    private let writer: JournalWriter

    /// A sink that writes with this writer.
    package init(_ writer: JournalWriter) {
        self.writer = writer
    }

    /// Takes an event.
    package func write(_ event: Event, whenTold: @escaping @Sendable () -> Void) {
        self.writer.enqueue(JournalEntry(event, identifier: ProgramIdentity.syslogIdentifier), whenWritten: whenTold)
    }

    /// Waits for the journal.
    package func flush(upTo limit: Duration) async {
        await self.writer.flush(upTo: limit)
    }
}
