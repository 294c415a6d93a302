// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// What a rule, or an exception of one, is about: every part that is given must match, and a part of several values
/// matches if one of them does.
package struct ActivityMatch: Hashable, Sendable {
    /// The uuids; no configuration can name one.
    package var uuids: Set<ActivityID>
    /// Patterns for the type; ``Wildcards`` says which types a wildcard reaches.
    package var types: [Glob]
    /// Patterns for the server's configured name, without regard to case.
    package var servers: [Glob]
    /// Patterns for the title, without regard to case.
    package var titles: [Glob]
    /// Patterns for the subtitle, without regard to case.
    package var subtitles: [Glob]
    /// Keys or names of libraries; ``Libraries`` says how they are compared.
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
        // Only a match that names sections asks for the libraries.
        let libraries = Libraries(self.sections.isEmpty ? [:] : sectionNames)
        return self.truth(for: Candidate(activity: activity, server: server, libraries: libraries), wildcards)
    }

    /// Whether the match is about this activity.
    func truth(for candidate: Candidate, _ wildcards: Wildcards) -> Truth {
        var truth = Truth.yes
        for part in Part.allCases where self.asks(for: part) {
            truth = truth && self.truth(of: part, for: candidate, wildcards)
        }
        return truth
    }

    /// Which types a pattern with a wildcard reaches. A pattern without one reaches the type that it names.
    package enum Wildcards {
        /// Known types that are not protected: the match of a rule that stops.
        case known(protecting: Set<ActivityType>)
        /// All types: an exception, and the match of a rule that only notifies.
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
        /// The server's libraries.
        var libraries: Libraries
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
        case .section: return candidate.libraries.truth(of: activity.sectionID, in: self.sections)
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
}
