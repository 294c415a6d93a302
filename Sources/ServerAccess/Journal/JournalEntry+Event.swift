// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import Systemd

extension JournalEntry {
    /// The entry of an event: `MESSAGE`, `PRIORITY`, `SYSLOG_IDENTIFIER`, `MESSAGE_ID` and the event's own fields.
    ///
    /// - Parameter identifier: the program that tells it.
    package init(_ event: Event, identifier: String) {
        self.init(
            message: event.message,
            priority: JournalPriority(event.priority),
            identifier: identifier
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
