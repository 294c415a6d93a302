// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// What a rule, or an exception of one, is about: every part that is given must match, and a part of several values
/// matches if one of them does.
package struct ActivityMatch: Hashable, Sendable {
    /// Patterns for the type. A wildcard matches only known types that are not protected.
    package var types: [Glob]
    /// Patterns for the server's configured name.
    package var servers: [Glob]
    /// Patterns for the title, whatever the case.
    package var titles: [Glob]
    /// Patterns for the subtitle, whatever the case.
    package var subtitles: [Glob]
    /// Keys or names of library sections, whatever the case.
    package var sections: [String]
    /// Accounts.
    package var users: [Int]
    /// Whether the server offers to cancel it.
    package var cancellable: Bool?

    /// A match of these parts; of none, it is about everything.
    package init(
        types: [Glob] = [],
        servers: [Glob] = [],
        titles: [Glob] = [],
        subtitles: [Glob] = [],
        sections: [String] = [],
        users: [Int] = [],
        cancellable: Bool? = nil
    ) {
        self.types = types
        self.servers = servers
        self.titles = titles
        self.subtitles = subtitles
        self.sections = sections
        self.users = users
        self.cancellable = cancellable
    }
}

extension ActivityMatch {
    /// Whether the match is about this activity on this server.
    ///
    /// - Parameters:
    ///   - sectionNames: the names of the server's sections as far as they have been read.
    ///   - protectedTypes: the types that a wildcard passes over.
    package func truth(
        for activity: Activity,
        on server: String,
        sectionNames: [SectionID: String],
        protectedTypes: Set<ActivityType>
    ) -> Truth {
        var truth = Truth.yes
        if !self.servers.isEmpty {
            truth = truth && Truth(self.servers.contains { $0.matches(server) })
        }
        if !self.types.isEmpty {
            truth = truth && Truth(self.types.contains { Self.matches($0, activity.type, protectedTypes) })
        }
        if !self.titles.isEmpty {
            truth = truth && Truth(self.titles.contains { $0.matches(activity.title) })
        }
        if !self.subtitles.isEmpty {
            truth = truth && Truth(self.subtitles.contains { $0.matches(activity.subtitle) })
        }
        if !self.sections.isEmpty {
            truth = truth && self.sectionTruth(activity.sectionID, sectionNames: sectionNames)
        }
        if !self.users.isEmpty {
            truth = truth && (activity.userID.map { Truth(self.users.contains($0)) } ?? .unknown("no user is named"))
        }
        if let cancellable = self.cancellable {
            truth =
                truth
                && (activity.isCancellable.map { Truth($0 == cancellable) }
                    ?? .unknown("the server does not say whether it can be cancelled"))
        }
        return truth
    }

    /// Whether a pattern matches a type: spelled out it matches any, with a wildcard known and unprotected ones.
    private static func matches(_ glob: Glob, _ type: ActivityType, _ protectedTypes: Set<ActivityType>) -> Bool {
        guard glob.matches(type.rawValue) else { return false }
        return !glob.hasWildcard || (type.isKnown && !protectedTypes.contains(type))
    }

    /// Whether the activity belongs to one of the sections; unknown while it names none, or names one that is not listed
    /// by its key and whose name has not been read (a library may be called `1984`).
    private func sectionTruth(_ section: SectionID?, sectionNames: [SectionID: String]) -> Truth {
        guard let section else { return .unknown("no section is named") }
        if self.sections.contains(section.rawValue) { return .yes }
        guard let name = sectionNames[section] else {
            return .unknown("the name of section \(section.rawValue.printable(limit: 16)) has not been read")
        }
        let lowercased = name.lowercased()
        return Truth(self.sections.contains { $0.lowercased() == lowercased })
    }
}
