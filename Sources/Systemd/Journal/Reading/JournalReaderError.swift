// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Why the journal cannot be read.
public enum JournalReaderError: Error, Equatable, CustomStringConvertible {
    /// There are journal files, and this user may read none of the system's; the path of one of them.
    ///
    /// sd_journal_open(3) itself succeeds then, and shows an empty journal.
    case notPermitted(path: String)
    /// There is no journal file in any of these places.
    case noFiles(places: [String])
    /// A file or directory cannot be opened.
    case cannotOpen(path: String, errno: Int32)
    /// The text is no cursor.
    case invalidCursor
    /// Another call of libsystemd failed: its name and errno.
    case failed(call: String, errno: Int32)

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .notPermitted(let path):
            "the journal may not be read (\(path)): run as root, or add the user to the group systemd-journal "
                + "(usermod --append --groups systemd-journal USER) and log in again"
        case .noFiles(let places):
            "there is no journal file in \(places.joined(separator: " or ")): does systemd-journald run?"
        case .cannotOpen(let path, let number):
            "\(path) cannot be opened as a journal: \(ErrorNumber.text(number))"
        case .invalidCursor:
            "this is no cursor of the journal"
        case .failed(let call, let number):
            "the journal cannot be read: \(call): \(ErrorNumber.text(number))"
        }
    }

    /// Checks what a call of libsystemd has returned: a negative errno is an error, anything else a result.
    static func check(_ result: Int32, _ call: String) throws(JournalReaderError) -> Int32 {
        guard result < 0 else { return result }
        throw .failed(call: call, errno: -result)
    }
}
