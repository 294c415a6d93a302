// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration

/// The main file with another server in it: the rest stays as the administrator wrote it.
struct ConfigurationDraft: Hashable {
    /// The text of the file.
    private(set) var text: String

    /// The text of a file for one server, where there is no file yet.
    init(name: String, url: String) {
        self.text = """
            # SPDX-License-Identifier: Apache-2.0
            # Written by plex-activityctl setup. plex-activityd.toml(5) explains every key; after a change, run
            # "plex-activityctl check" and then "systemctl reload plex-activityd".

            \(Self.table(name: name, url: url))
            [safety]
            # The names of the rules that may stop activities. All other rules only report what they would stop.
            enforce = []

            """
    }

    /// The text of a file that is there.
    init(text: String) {
        self.text = text
    }

    /// Adds a server behind all others.
    mutating func addServer(name: String, url: String) {
        if !self.text.isEmpty, self.text.last?.isNewline != true { self.text += "\n" }
        self.text += "\n\(Self.table(name: name, url: url))"
    }

    /// Gives a server another name and url.
    ///
    /// - Parameter position: the position of the server's table among all, from 0.
    mutating func changeServer(at position: Int, name: String, url: String) {
        var lines = self.text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let headers = lines.indices.filter { Self.isHeader(lines[$0], of: "server") }
        guard position < headers.count else { return }
        let start = headers[position]
        let end = lines[(start + 1)...].firstIndex { $0.drop(while: \.isWhitespace).first == "[" } ?? lines.endIndex
        var missing = ["name": "name = \"\(name)\"", "url": "url = \"\(url)\""]
        for index in (start + 1)..<end {
            if let key = Self.key(of: lines[index]), let line = missing.removeValue(forKey: key) { lines[index] = line }
        }
        lines.insert(contentsOf: missing.sorted { $0.key < $1.key }.map(\.value), at: start + 1)
        self.text = lines.joined(separator: "\n")
    }

    private static func table(name: String, url: String) -> String {
        // Names and urls that were checked hold neither quotes nor backslashes.
        "[[server]]\nname = \"\(name)\"\nurl = \"\(url)\"\n"
    }

    /// Whether a line begins a table of an array with this name.
    private static func isHeader(_ line: String, of name: String) -> Bool {
        let text = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
        return text == "[[\(name)]]"
    }

    /// The bare key that a line sets; nil for a comment or any other line.
    private static func key(of line: String) -> String? {
        let parts = line.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        return parts[0].filter { !$0.isWhitespace }
    }
}
