// SPDX-License-Identifier: Apache-2.0

/// How the line begins that stands for an entry where there is no journal.
public enum JournalLinePrefix: Sendable {
    /// `<N>`, the syslog priority: for a standard error that systemd reads (sd-daemon(3), `SyslogLevelPrefix=` of
    /// systemd.exec(5)).
    case priorityNumber
    /// The name of the priority and a colon: for people.
    case priorityName
    /// Nothing.
    case none
}

extension JournalEntry {
    /// The longest line, in bytes, newline included: what pipe(7) writes in one piece (`PIPE_BUF`).
    static let maximumLineLength = 4096

    /// The entry as one line of text with a newline at its end: the prefix and `MESSAGE`, without control characters,
    /// cut at 4096 bytes. The other fields are not in it.
    public func line(prefix: JournalLinePrefix) -> String {
        let priority = self.priority ?? .info
        let start =
            switch prefix {
            case .priorityNumber: "<\(priority.rawValue)>"
            case .priorityName: "\(priority.name): "
            case .none: ""
            }
        let text = SingleLine.text(
            self[.message] ?? "(entry without MESSAGE)",
            maximumLength: Self.maximumLineLength - start.utf8.count - 1
        )
        return start + text + "\n"
    }
}
