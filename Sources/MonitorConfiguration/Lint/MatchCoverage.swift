// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

extension ActivityMatch {
    /// Whether the type alone lets the match be about an activity.
    func isAbout(_ type: ActivityType, _ wildcards: Wildcards) -> Bool {
        let activity = Activity(id: ActivityID("x"), type: type)
        return ActivityMatch(types: self.types)
            .truth(for: activity, on: "", sectionNames: [:], wildcards: wildcards) == .yes
    }

    /// The types that the match spells out.
    var literalTypes: [ActivityType] {
        self.types.filter { !$0.hasWildcard }.map { ActivityType($0.pattern) }
    }

    /// All types that the match, which names some, is about, in order.
    func reachedTypes(_ wildcards: Wildcards) -> [ActivityType] {
        ActivityType.known.union(self.literalTypes).filter { self.isAbout($0, wildcards) }
            .sorted()
    }

    /// The servers that the match is about.
    func reachedServers(of servers: [String]) -> [String] {
        servers.filter(self.isAbout(server:))
    }

    /// Whether this match, as an exception, certainly exempts every activity of a type that another is about: none of
    /// its parts can be false for one. A part that is unknown exempts.
    ///
    /// Said only where each part shows it by itself; where that is not so, the answer is false.
    func exempts(all type: ActivityType, of match: ActivityMatch, servers: [String]) -> Bool {
        let reached = match.reachedServers(of: servers)
        return self.isAbout(type, .all)
            && !reached.isEmpty && self.reachedServers(of: reached) == reached
            && Self.covers(self.titles, match.titles) && Self.covers(self.subtitles, match.subtitles)
            && self.exemptsSections(of: match, type: type)
            && (self.users.isEmpty || (!match.users.isEmpty && Set(match.users).isSubset(of: self.users)))
            && (self.cancellable == nil || self.cancellable == match.cancellable)
    }

    /// Whether no library that the other match is about makes this match's section false.
    private func exemptsSections(of match: ActivityMatch, type: ActivityType) -> Bool {
        guard !self.sections.isEmpty, !type.lacksSection else { return true }
        let own = Set(self.sections.map(\.comparableName))
        return !match.sections.isEmpty && match.sections.allSatisfy { own.contains($0.comparableName) }
    }

    /// Whether every text that one of the patterns matches is matched by one of these; no patterns match every text.
    private static func covers(_ globs: [Glob], _ others: [Glob]) -> Bool {
        if globs.isEmpty || globs.contains(where: { $0.pattern.allSatisfy { $0 == "*" } }) { return true }
        return !others.isEmpty && others.allSatisfy { other in globs.contains { $0.covers(other) } }
    }
}

extension Glob {
    /// Whether this pattern certainly matches all that another does: taken as a text, the other's wildcards can only be
    /// matched by wildcards of this one, but `?` must not stand for the other's `*`.
    func covers(_ other: Glob) -> Bool {
        guard self.ignoresCase || !other.ignoresCase else { return false }
        if other.pattern.contains("*"), self.pattern.contains("?") {
            return self.ignoresCase
                ? self.pattern.lowercased() == other.pattern.lowercased() : self.pattern == other.pattern
        }
        return self.matches(other.pattern)
    }
}

extension ActivityType {
    /// Whether activities of this type are known to name no library; nothing is known of types that are not.
    var lacksSection: Bool { self.isKnown && !self.carriesSection }
}
