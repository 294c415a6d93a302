// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
private import Glibc

/// A file with the journal cursor of the last event that was shown.
struct CursorFile {
    /// The limit of a cursor, in bytes: the cursors of systemd 252 have some 150 characters.
    private static let limit = 4096

    /// The path.
    var path: String

    /// The cursor in the file; nil if the file does not exist yet.
    func read() throws(FileFailure) -> String? {
        guard FileManager.default.fileExists(atPath: self.path) else {
            // Check now, before events are shown, that the file can be written afterwards.
            let directory = self.path.contains("/") ? String(self.path[..<self.lastSlash]) : "."
            guard unsafe access(directory.isEmpty ? "/" : directory, W_OK | X_OK) == 0 else {
                throw .forbidden(
                    "\(self.path) cannot be written: \(directory) is missing, or this user may not write there")
            }
            return nil
        }
        guard let data = FileManager.default.contents(atPath: self.path) else {
            throw .forbidden("\(self.path) cannot be read")
        }
        let text = String(decoding: data.prefix(Self.limit), as: UTF8.self)
        let cursor = text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        // A cursor of libsystemd has fields such as `s=…` and `i=…` between semicolons.
        guard cursor.contains("="), cursor.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .unreadable("\(self.path) holds no journal cursor: remove the file to start anew")
        }
        return cursor
    }

    /// Replaces the cursor in one step.
    func write(_ cursor: String) throws(FileFailure) {
        try SharedFile.replace(self.path, with: cursor + "\n")
    }

    private var lastSlash: String.Index { self.path.lastIndex(of: "/") ?? self.path.startIndex }
}
