// SPDX-License-Identifier: Apache-2.0

/// Where the tables and keys of a file stand, for messages: TOMLKit does not say.
struct LineIndex: Hashable, Sendable {
    /// The lines by key path.
    private var lines: [KeyPath: Int] = [:]
    /// How many tables each array of tables has so far.
    private var counts: [KeyPath: Int] = [:]

    /// The line where a key stands, or else the table or array that holds it.
    func line(of path: KeyPath) -> Int? {
        var path = path
        while !path.isEmpty {
            if let line = self.lines[path] { return line }
            path = path.parent
        }
        return nil
    }

    /// Takes note of a header and gives the path of the table that it opens.
    mutating func noteHeader(_ keys: [String], isArray: Bool, line: Int) -> KeyPath {
        var path = KeyPath()
        for (position, key) in keys.enumerated() {
            path = path.appending(key)
            if isArray, position == keys.count - 1 {
                self.counts[path, default: 0] += 1
                if self.lines[path] == nil { self.lines[path] = line }
            }
            if let count = self.counts[path] { path = path.appending(position: count) }
        }
        if self.lines[path] == nil { self.lines[path] = line }
        return path
    }

    /// Takes note of a key in a table, every table that its dots open included.
    mutating func noteKey(_ keys: [String], in table: KeyPath, line: Int) {
        var path = table
        for key in keys {
            path = path.appending(key)
            if self.lines[path] == nil { self.lines[path] = line }
        }
    }
}
