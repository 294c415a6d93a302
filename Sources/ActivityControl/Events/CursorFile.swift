// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
private import Glibc

/// A file that remembers up to where the journal has been shown.
struct CursorFile {
    /// Why the file is of no use.
    enum Failure: Error, Equatable, CustomStringConvertible {
        /// It cannot be read or written.
        case forbidden(String)
        /// It holds something else.
        case noCursor(String)

        /// One sentence for the operator.
        var description: String {
            switch self {
            case .forbidden(let text), .noCursor(let text): text
            }
        }
    }

    /// Longer than any cursor: those of systemd 252 have some 150 characters.
    private static let limit = 4096

    /// Its path.
    var path: String

    /// The cursor in it; nil if there is no file yet.
    func read() throws(Failure) -> String? {
        guard FileManager.default.fileExists(atPath: self.path) else {
            // Before anything is shown, and not only afterwards.
            let directory = self.path.contains("/") ? String(self.path[..<self.lastSlash]) : "."
            guard unsafe access(directory.isEmpty ? "/" : directory, W_OK | X_OK) == 0 else {
                throw .forbidden(
                    "\(self.path.printable()) cannot be written: \(directory.printable()) is closed or missing")
            }
            return nil
        }
        guard let data = FileManager.default.contents(atPath: self.path) else {
            throw .forbidden("\(self.path.printable()) cannot be read")
        }
        let text = String(decoding: data.prefix(Self.limit), as: UTF8.self)
        let cursor = text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        // What libsystemd writes: fields such as `s=…` and `i=…`, separated by semicolons.
        guard cursor.contains("="), cursor.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .noCursor("\(self.path.printable()) holds no cursor of the journal: remove it to begin anew")
        }
        return cursor
    }

    /// Replaces the cursor: whoever reads the file sees the old one or the new one.
    func write(_ cursor: String) throws(Failure) {
        let temporary = "\(self.path).new"
        guard
            FileManager.default.createFile(
                atPath: temporary, contents: Data((cursor + "\n").utf8), attributes: [.posixPermissions: 0o644]),
            unsafe rename(temporary, self.path) == 0
        else {
            throw .forbidden("\(self.path.printable()) cannot be replaced by \(temporary.printable())")
        }
    }

    private var lastSlash: String.Index { self.path.lastIndex(of: "/") ?? self.path.startIndex }
}
