// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
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
        self.writer.enqueue(JournalEntry(event), whenWritten: whenTold)
    }

    /// Waits for the journal.
    package func flush(upTo limit: Duration) async {
        await self.writer.flush(upTo: limit)
    }
}

extension JournalEntry {
    /// The entry of an event: `MESSAGE`, `PRIORITY`, `SYSLOG_IDENTIFIER`, `MESSAGE_ID` and the event's own fields.
    package init(_ event: Event) {
        self.init(
            message: event.message,
            priority: JournalPriority(event.priority),
            identifier: ProgramIdentity.syslogIdentifier
        )
        self.append(.messageID, event.kind.messageID)
        for field in event.fields {
            self.append(JournalFieldName(mapping: field.name.rawValue), field.value)
        }
    }
}

extension JournalPriority {
    /// The journal's priority of the same number.
    package init(_ priority: Priority) {
        self =
            switch priority {
            case .error: .error
            case .warning: .warning
            case .notice: .notice
            case .info: .info
            case .debug: .debug
            }
    }
}
