// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
private import Glibc

/// A file that remembers up to where the journal has been shown.
struct CursorFile {
    /// Longer than any cursor: those of systemd 252 have some 150 characters.
    private static let limit = 4096

    /// Its path.
    var path: String

    /// The cursor in it; nil if there is no file yet.
    func read() throws(FileFailure) -> String? {
        guard FileManager.default.fileExists(atPath: self.path) else {
            // Before anything is shown, and not only afterwards.
            let directory = self.path.contains("/") ? String(self.path[..<self.lastSlash]) : "."
            guard unsafe access(directory.isEmpty ? "/" : directory, W_OK | X_OK) == 0 else {
                throw .forbidden(
                    "\(self.path) cannot be written: \(directory) is closed or missing")
            }
            return nil
        }
        guard let data = FileManager.default.contents(atPath: self.path) else {
            throw .forbidden("\(self.path) cannot be read")
        }
        let text = String(decoding: data.prefix(Self.limit), as: UTF8.self)
        let cursor = text.split(whereSeparator: \.isWhitespace).first.map(String.init) ?? ""
        // What libsystemd writes: fields such as `s=…` and `i=…`, separated by semicolons.
        guard cursor.contains("="), cursor.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw .unreadable("\(self.path) holds no cursor of the journal: remove it to begin anew")
        }
        return cursor
    }

    /// Replaces the cursor: whoever reads the file sees the old one or the new one.
    func write(_ cursor: String) throws(FileFailure) {
        try SharedFile.replace(self.path, with: cursor + "\n")
    }

    private var lastSlash: String.Index { self.path.lastIndex(of: "/") ?? self.path.startIndex }
}
