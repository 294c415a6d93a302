// SPDX-License-Identifier: Apache-2.0

import PlexModel

/// How much of an activity's Context and Response is kept, so that many of the largest fit into memory.
enum TreeLimit {
    /// How many bytes both may take together, roughly; those of real servers take a few hundred.
    static let maximumSize = 4_096

    /// What fits of a Context or a Response.
    ///
    /// Members are kept whole or not at all, in their order, but the one first that names the section; of a name that
    /// is left out once, nothing is kept.
    ///
    /// - Parameter room: How many bytes are left; what is kept is subtracted.
    static func fitting(_ tree: JSONValue?, room: inout Int) -> JSONValue? {
        guard let tree else { return nil }
        let size = tree.approximateSize
        guard size > room else {
            room -= size
            return tree
        }
        guard case .object(let members) = tree, room >= JSONValue.object([]).approximateSize else { return nil }
        room -= JSONValue.object([]).approximateSize
        let section = members.firstIndex { $0.name == "librarySectionID" }
        let order = (section.map { [$0] } ?? []) + members.indices.filter { $0 != section }
        var kept: Set<Int> = []
        var leftOut: Set<String> = []
        for index in order where !leftOut.contains(members[index].name) {
            if members[index].approximateSize <= room {
                room -= members[index].approximateSize
                kept.insert(index)
            } else {
                leftOut.insert(members[index].name)
            }
        }
        return .object(members.indices.filter(kept.contains).map { members[$0] })
    }
}
