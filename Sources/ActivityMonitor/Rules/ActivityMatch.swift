// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// What a rule, or an exception of one, is about: every part that is given must match, and a part of several values
/// matches if one of them does.
package struct ActivityMatch: Hashable, Sendable {
    /// The uuids, for who means one activity and no other; no configuration can name one.
    package var uuids: Set<ActivityID>
    /// Patterns for the type. In a match, a wildcard matches only known types that are not protected; in an exception, all.
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
        cancellable: Bool? = nil,
        uuids: Set<ActivityID> = []
    ) {
        self.uuids = uuids
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
    ///   - wildcards: which types a pattern with a wildcard reaches.
    package func truth(
        for activity: Activity,
        on server: String,
        sectionNames: [SectionID: String],
        wildcards: Wildcards
    ) -> Truth {
        self.truth(
            for: Candidate(activity: activity, server: server, sectionNames: sectionNames), wildcards: wildcards)
    }

    /// Whether the match is about this candidate.
    func truth(for candidate: Candidate, wildcards: Wildcards) -> Truth {
        var truth = Truth.yes
        for part in Part.allCases where self.asks(for: part) {
            truth = truth && self.truth(of: part, for: candidate, wildcards)
        }
        return truth
    }

    /// Which types a pattern with a wildcard reaches; one that is spelled out reaches what it names.
    package enum Wildcards {
        /// Those that are known and not protected: who matches by a wildcard means nothing else.
        case known(protecting: Set<ActivityType>)
        /// All: who exempts by a wildcard means all of it.
        case all
    }
}

extension ActivityMatch {
    /// What of an activity a match can ask for; the raw value is the key in the configuration.
    enum Part: String, Hashable, CaseIterable {
        /// Which activity it is.
        case uuid
        /// The configured name of its server.
        case server
        /// What kind of work it is.
        case type
        /// Its title.
        case title
        /// Its subtitle.
        case subtitle
        /// The library section.
        case section
        /// The account.
        case user
        /// Whether the server offers to cancel it.
        case cancellable
    }

    /// An activity with all that a match is held against.
    struct Candidate {
        /// The activity.
        var activity: Activity
        /// The configured name of its server.
        var server: String
        /// The names of the server's sections as far as they have been read.
        var sectionNames: [SectionID: String]
        /// The values that the last poll and a notification told differently.
        var doubts: Set<ActivityValue> = []
    }

    /// Whether the match is given for a part.
    func asks(for part: Part) -> Bool {
        switch part {
        case .uuid: !self.uuids.isEmpty
        case .server: !self.servers.isEmpty
        case .type: !self.types.isEmpty
        case .title: !self.titles.isEmpty
        case .subtitle: !self.subtitles.isEmpty
        case .section: !self.sections.isEmpty
        case .user: !self.users.isEmpty
        case .cancellable: self.cancellable != nil
        }
    }

    /// Whether one part, which is given, matches.
    func truth(of part: Part, for candidate: Candidate, _ wildcards: Wildcards) -> Truth {
        let activity = candidate.activity
        switch part {
        case .uuid: return Truth(self.uuids.contains(activity.id))
        case .server: return Truth(self.servers.contains { $0.matches(candidate.server) })
        case .type:
            return Truth(self.types.contains { Self.matches($0, activity.type, wildcards) })
        case .title where candidate.doubts.contains(.title), .subtitle where candidate.doubts.contains(.subtitle):
            return .unknown("the list and a notification do not agree")
        case .title:
            guard !activity.title.isEmpty else { return .unknown("the server names no title") }
            return Truth(self.titles.contains { $0.matches(activity.title) })
        case .subtitle: return Truth(self.subtitles.contains { $0.matches(activity.subtitle) })
        case .section: return self.sectionTruth(activity.sectionID, sectionNames: candidate.sectionNames)
        case .user: return activity.userID.map { Truth(self.users.contains($0)) } ?? .unknown("no user is named")
        case .cancellable:
            return activity.isCancellable.map { Truth($0 == self.cancellable) }
                ?? .unknown("the server does not say whether it can be cancelled")
        }
    }

    /// Whether a pattern matches a type.
    private static func matches(_ glob: Glob, _ type: ActivityType, _ wildcards: Wildcards) -> Bool {
        guard glob.matches(type.rawValue) else { return false }
        guard glob.hasWildcard, case .known(let protectedTypes) = wildcards else { return true }
        return type.isKnown && !protectedTypes.contains(type)
    }

    /// Whether the activity belongs to one of the sections; unknown while it names none, or names one that is not listed
    /// by its key and whose name has not been read (a library may be called `1984`).
    private func sectionTruth(_ section: SectionID?, sectionNames: [SectionID: String]) -> Truth {
        guard let section else { return .unknown("no section is named") }
        if self.sections.contains(section.rawValue) { return .yes }
        guard let name = sectionNames[section], !name.isEmpty else {
            return .unknown("the name of section \(section.rawValue.printable(limit: 16)) has not been read")
        }
        let lowercased = name.lowercased()
        return Truth(self.sections.contains { $0.lowercased() == lowercased })
    }
}
