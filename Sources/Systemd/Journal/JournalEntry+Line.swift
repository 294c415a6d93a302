// SPDX-License-Identifier: Apache-2.0

/// The beginning of the line that replaces an entry without a journal.
public enum JournalLinePrefix: Sendable {
    /// `<N>` with the syslog priority, for a standard error that systemd reads (sd-daemon(3), `SyslogLevelPrefix=` in
    /// systemd.exec(5)).
    case priorityNumber
    /// The name of the priority and a colon, for people.
    case priorityName
    /// Nothing.
    case none
}

extension JournalEntry {
    /// The longest line in bytes, newline included: pipe(7) writes that many in one piece (`PIPE_BUF`).
    static let maximumLineLength = 4096

    /// The entry as one line with a newline: the prefix and `MESSAGE`, without control characters, cut at 4096 bytes.
    /// The other fields are left out.
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
