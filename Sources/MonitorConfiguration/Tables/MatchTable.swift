// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

extension TableReader<MatchKey> {
    /// What a rule, or an exception of one, is about; nil where the table is empty or wrong.
    func match() -> ActivityMatch? {
        guard !self.values.isEmpty else {
            self.reportTable("must hold at least one key, such as type; an empty one would be about everything")
            return nil
        }
        var match = ActivityMatch()
        match.types = self.globs(.type)
        match.servers = self.globs(.server, ignoringCase: true)
        match.titles = self.globs(.title, ignoringCase: true)
        match.subtitles = self.globs(.subtitle, ignoringCase: true)
        match.sections = self.sections()
        match.users = self.users()
        match.cancellable = self.flag(.cancellable)
        return match
    }

    /// The patterns of a key.
    private func globs(_ key: MatchKey, ignoringCase: Bool = false) -> [Glob] {
        (self.texts(key, mayBeSingle: true) ?? []).map { Glob($0, ignoringCase: ignoringCase) }
    }

    /// The sections by key or name; keys may be written as numbers.
    private func sections() -> [String] {
        guard let value = self.values[MatchKey.section.rawValue] else { return [] }
        let members: [ConfigurationValue] = if case .array(let members) = value { members } else { [value] }
        var sections: [String] = []
        for member in members {
            switch member {
            case .string(let text) where !text.isEmpty && text.unicodeScalars.count <= 1_000: sections.append(text)
            case .integer(let number) where number >= 0: sections.append(String(number))
            default:
                self.report(.section, "must be the key or the name of a library, or a list of them")
                return []
            }
        }
        if sections.isEmpty { self.report(.section, "must not be empty; leave the key out instead") }
        return sections
    }

    /// The accounts.
    private func users() -> [Int] {
        guard let value = self.values[MatchKey.user.rawValue] else { return [] }
        let members: [ConfigurationValue] = if case .array(let members) = value { members } else { [value] }
        var users: [Int] = []
        for member in members {
            guard case .integer(let number) = member, number >= 0 else {
                self.report(.user, "must be the number of an account, or a list of them, without quotes")
                return []
            }
            users.append(number)
        }
        if users.isEmpty { self.report(.user, "must not be empty; leave the key out instead") }
        return users
    }
}
