// SPDX-License-Identifier: Apache-2.0

/// The fields that the texts of the journal's catalog name, by `MESSAGE_ID`.
enum Catalog {
    /// The fields that every event must set.
    static let fields: [String: Set<String>] = {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        var fields: [String: Set<String>] = [:]
        var current = ""
        for line in Home.text(of: "/\(root)/catalog/plex-activityd.catalog").split(separator: "\n") {
            if line.hasPrefix("-- ") {
                current = String(line.dropFirst(3).prefix(32))
                fields[current] = []
            }
            for (index, word) in line.split(separator: "@", omittingEmptySubsequences: false).enumerated()
            where index % 2 == 1 {
                fields[current]?.insert(String(word))
            }
        }
        return fields
    }()
}
