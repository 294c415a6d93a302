// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// The libraries of one server, as rules name them: by key, or by name.
///
/// Names are compared without blanks at their ends and without regard to case: people put blanks in front to sort
/// libraries. A name that several libraries share says nothing about any of them; their keys tell them apart.
package struct Libraries: Hashable, Sendable {
    /// The names by key, as far as they have been read.
    package let names: [SectionID: String]
    /// How many libraries each text means, by key or by name.
    private let meanings: [String: Int]

    /// The libraries of these names.
    package init(_ names: [SectionID: String]) {
        self.names = names
        var meanings: [String: Int] = [:]
        for (key, name) in names {
            let texts: Set = [key.rawValue.comparableName, name.comparableName]
            for text in texts { meanings[text, default: 0] += 1 }
        }
        self.meanings = meanings
    }

    /// How many libraries a text means, by key or by name; 0 for a text that no library has.
    func count(meantBy text: String) -> Int { self.meanings[text.comparableName] ?? 0 }

    /// Whether a library is one of those that a rule lists.
    ///
    /// - Parameters:
    ///   - section: the library; nil where the activity names none.
    ///   - listed: keys and names.
    /// - Returns: unknown without a library, for a library whose name has not been read, and for a name that several
    ///   libraries share.
    func truth(of section: SectionID?, in listed: [String]) -> Truth {
        guard let section else { return .unknown("no section is named") }
        let listed = listed.map(\.comparableName)
        if listed.contains(section.rawValue.comparableName) { return .yes }
        let shown = section.rawValue.printable(limit: 16)
        guard let name = self.names[section]?.comparableName, !name.isEmpty else {
            return .unknown("the name of section \(shown) has not been read")
        }
        guard listed.contains(name) else { return .no }
        guard self.meanings[name] == 1 else {
            return .unknown("several libraries have the name of section \(shown); only keys tell them apart")
        }
        return .yes
    }
}

extension String {
    /// The text as names of libraries, servers and titles are compared: no blanks at its ends, lower case.
    package var comparableName: String { self.withoutOuterBlanks.lowercased() }

    /// The text without blanks at its ends.
    var withoutOuterBlanks: Substring {
        let start = self.drop { $0.isWhitespace }
        return start.lastIndex { !$0.isWhitespace }.map { start[...$0] } ?? ""
    }
}
