// SPDX-License-Identifier: Apache-2.0

import PlexModel

/// Decodes `{"MediaContainer":{"Directory":[{"key":"1","title":"Movies","type":"movie","refreshing":false}]}}`.
enum SectionsDecoding {
    /// The sections; rows without a key are left out.
    ///
    /// - Throws: ``DecodingFailure`` also when the answer contradicts itself about its rows.
    static func sections(_ bytes: [UInt8]) throws(DecodingFailure) -> [LibrarySection] {
        var sections: [LibrarySection] = []
        try Container.readRows(bytes, container: "MediaContainer", list: "Directory") {
            (reader) throws(DecodingFailure) in
            let fields = try reader.readScalars(of: ["key", "title", "type", "refreshing"])
            guard let key = fields["key"]?.lenientText, !key.isEmpty else { return }
            sections.append(
                LibrarySection(
                    id: SectionID(key),
                    title: fields["title"]?.lenientText ?? "",
                    kind: fields["type"]?.lenientText ?? "",
                    isRefreshing: fields["refreshing"]?.lenientBoolean))
        }
        return sections
    }
}

extension JSONReader {
    /// Reads the members of an object that are strings, numbers, booleans or null and have one of these names; nothing
    /// of what is no object. A member that is repeated with another value is null: unknown.
    mutating func readScalars(of names: Set<String>) throws(DecodingFailure) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [:]
        guard try self.peek() == .object else {
            try self.skipValue()
            return fields
        }
        try self.open(.object)
        while let name = try self.nextMember() {
            guard names.contains(name) else {
                try self.skipValue()
                continue
            }
            let value = try self.readScalar()
            fields[name] = fields[name].map { $0 == value ? $0 : .null } ?? value
        }
        return fields
    }
}
