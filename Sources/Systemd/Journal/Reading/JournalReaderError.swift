// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Why the journal cannot be read.
public enum JournalReaderError: Error, Equatable, CustomStringConvertible {
    /// The system has journal files, but this user may not read them; the path of one of them.
    ///
    /// sd_journal_open(3) succeeds in this case, and shows an empty journal.
    case notPermitted(path: String)
    /// These directories have no journal file.
    case noFiles(places: [String])
    /// A file or directory cannot be opened.
    case cannotOpen(path: String, errno: Int32)
    /// The text is not a cursor.
    case invalidCursor
    /// Another call of libsystemd failed: its name and errno.
    case failed(call: String, errno: Int32)

    /// What happened and what to do.
    public var description: String {
        switch self {
        case .notPermitted(let path):
            "this user may not read the journal (\(path)): run as root, or add the user to the group systemd-journal "
                + "(usermod --append --groups systemd-journal USER) and log in again"
        case .noFiles(let places):
            "there is no journal file in \(places.joined(separator: " or ")): run systemctl status systemd-journald"
        case .cannotOpen(let path, let number):
            "\(path) cannot be opened as a journal: \(ErrorNumber.text(number))"
        case .invalidCursor:
            "the text is not a cursor of the journal, such as journalctl --show-cursor prints"
        case .failed(let call, let number):
            "the journal cannot be read: \(call): \(ErrorNumber.text(number))"
        }
    }

    /// Checks the result of a call of libsystemd: a negative errno is an error.
    static func check(_ result: Int32, _ call: String) throws(JournalReaderError) -> Int32 {
        guard result < 0 else { return result }
        throw .failed(call: call, errno: -result)
    }
}
