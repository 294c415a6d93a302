// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// A section in a rule that does not name one library of a server.
///
/// Such a section never matches. In an exception it exempts nothing, or, where several libraries share the name, all of
/// them.
package struct SectionNameDoubt: Hashable, Sendable {
    /// What is wrong with the section.
    package enum Cause: Hashable, Sendable {
        /// No library has this key or name; the names of the server's libraries, in the order of their keys.
        case unknown(libraries: [String])
        /// Several libraries share this name; their keys, in order.
        case ambiguous(keys: [String])
    }

    /// The rule.
    package var rule: String
    /// The key path in the rule: `match.section`, or `except[2].section` for the second exception.
    package var path: String
    /// The section as the rule names it.
    package var section: String
    /// What is wrong with it.
    package var cause: Cause

    /// One sentence for the operator, safe to print: what is wrong, where, and what to write instead.
    package var words: String {
        let place = "rule \(self.rule), \(self.path) = \"\(self.section.printable(limit: 64))\""
        switch self.cause {
        case .unknown(let libraries) where libraries.isEmpty:
            return "\(place): this server has no libraries"
        case .unknown(let libraries):
            let effect = self.isException ? "the exception exempts nothing here; " : ""
            return "\(place): no library has this key or name; \(effect)this server has: \(Self.list(libraries))"
        case .ambiguous(let keys):
            return "\(place): several libraries have this name; write a key instead: \(Self.list(keys))"
        }
    }

    private var isException: Bool { self.path.hasPrefix("except") }

    /// At most 20 of the texts, safe to print.
    private static func list(_ texts: [String]) -> String {
        let shown = texts.prefix(20).map { $0.printable(limit: 64) }.joined(separator: ", ")
        return texts.count > 20 ? "\(shown) and \(texts.count - 20) more" : shown
    }
}

extension Rule {
    /// The sections in the rule that do not name one library of a server, in the order of the rule's tables.
    ///
    /// - Parameters:
    ///   - server: the server's configured name; tables that are about other servers are passed over.
    ///   - sectionNames: the names of all its libraries.
    package func sectionNameDoubts(on server: String, sectionNames: [SectionID: String]) -> [SectionNameDoubt] {
        guard self.match.isAbout(server: server) else { return [] }
        let libraries = Libraries(sectionNames)
        let tables =
            [("match", self.match)]
            + self.exceptions.enumerated().map { ("except[\($0.offset + 1)]", $0.element) }
        return tables.flatMap { table, match -> [SectionNameDoubt] in
            guard match.isAbout(server: server) else { return [] }
            return match.sections.compactMap { section in
                libraries.doubt(about: section).map {
                    SectionNameDoubt(rule: self.name, path: "\(table).section", section: section, cause: $0)
                }
            }
        }
    }
}

extension Libraries {
    /// Why a text does not name one library; nil where it does.
    fileprivate func doubt(about text: String) -> SectionNameDoubt.Cause? {
        let wanted = text.comparableName
        let sorted = self.names.sorted { $0.key < $1.key }
        if sorted.contains(where: { $0.key.rawValue.comparableName == wanted }) { return nil }
        switch self.count(meantBy: text) {
        case 0: return .unknown(libraries: sorted.map { String($0.value.withoutOuterBlanks) })
        case 1: return nil
        default: return .ambiguous(keys: sorted.filter { $0.value.comparableName == wanted }.map(\.key.rawValue))
        }
    }
}

extension ActivityMatch {
    /// Whether the match may be about activities of a server.
    package func isAbout(server: String) -> Bool {
        self.servers.isEmpty || self.servers.contains { $0.matches(server) }
    }
}

extension StepContext {
    /// Warns of each section in a rule that does not name one library of a server; of none while no library is known.
    mutating func tellSectionNameDoubts(on server: String, _ sectionNames: [SectionID: String]) {
        guard !sectionNames.isEmpty else { return }
        for rule in self.rules {
            for doubt in rule.rule.sectionNameDoubts(on: server, sectionNames: sectionNames) {
                self.diagnostics.append(Diagnostic(priority: .warning, message: "\(server): \(doubt.words)"))
            }
        }
    }
}
