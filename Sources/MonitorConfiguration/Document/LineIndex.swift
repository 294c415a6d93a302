// SPDX-License-Identifier: Apache-2.0

/// Where the tables and keys of a file stand, for messages: TOMLKit does not say.
struct LineIndex: Hashable, Sendable {
    /// The lines by key path.
    private var lines: [KeyPath: Int] = [:]
    /// The line of each table's header.
    private var headers: [KeyPath: Int] = [:]
    /// The line of each key that has a value.
    private var assigned: [KeyPath: Int] = [:]
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

    /// Takes note of a header.
    ///
    /// - Returns: the path of the table that it opens, and the line of an earlier header of that table.
    mutating func noteHeader(_ keys: [String], isArray: Bool, line: Int) -> (table: KeyPath, firstLine: Int?) {
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
        let firstLine = self.headers[path]
        self.headers[path] = line
        return (path, firstLine)
    }

    /// Takes note of a key in a table, every table that its dots open included.
    ///
    /// - Returns: the line on which the same key already has a value.
    mutating func noteKey(_ keys: [String], in table: KeyPath, line: Int) -> Int? {
        var path = table
        for key in keys {
            path = path.appending(key)
            if self.lines[path] == nil { self.lines[path] = line }
        }
        let firstLine = self.assigned[path]
        self.assigned[path] = line
        return firstLine
    }
}
