// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// Looks for an activity that two rules are both about, as proof that their matches overlap.
///
/// What it finds is certain, since the rules' own matches and exceptions have been asked about it. That it finds nothing
/// proves nothing.
struct CommonActivitySearch {
    /// The activity that was found, as far as it can be told to somebody.
    struct Finding {
        /// Its type.
        var type: ActivityType
        /// The server that it would be on.
        var server: String
    }

    /// A rule, and what it can reach at all.
    struct Candidate {
        /// The rule.
        let rule: Rule
        /// The types that it may stop, in order.
        fileprivate let types: [ActivityType]
        /// The servers that it is about.
        fileprivate let servers: [String]
    }

    /// The names of the configured servers.
    private let servers: [String]
    /// The types that no rule stops.
    private let protectedTypes: Set<ActivityType>
    /// How many more activities and pairs of rules may be tried, so that a huge configuration loads in time.
    private var budget = 20_000

    /// A search among these servers.
    init(servers: [String], protectedTypes: Set<ActivityType>) {
        self.servers = servers
        self.protectedTypes = protectedTypes
    }

    /// A rule to compare with others.
    func candidate(_ rule: Rule) -> Candidate {
        let types = rule.match.reachedTypes(rule.wildcards(protecting: self.protectedTypes))
            .filter { !self.protectedTypes.contains($0) }
        return Candidate(rule: rule, types: types, servers: rule.match.reachedServers(of: self.servers))
    }

    /// An activity that both rules are about and neither excepts, or nil where none is found.
    mutating func find(_ first: Candidate, _ second: Candidate) -> Finding? {
        self.budget -= 1
        guard self.budget > 0 else { return nil }
        let types = first.types.filter(second.types.contains)
        let servers = first.servers.filter(second.servers.contains)
        let (left, right) = (first.rule, second.rule)
        guard !types.isEmpty, !servers.isEmpty, !WeekTimes(left.conditions + right.conditions).isNever else {
            return nil
        }
        for probe in Self.probes([left.match, right.match], types: types) {
            for server in servers {
                self.budget -= 1
                guard self.budget > 0 else { return nil }
                let isCommon = [left, right].allSatisfy { self.isAbout($0, probe, server) }
                if isCommon { return Finding(type: probe.activity.type, server: server) }
            }
        }
        return nil
    }

    /// Whether a rule is about an activity and none of its exceptions may be.
    private func isAbout(_ rule: Rule, _ probe: Probe, _ server: String) -> Bool {
        func truth(_ match: ActivityMatch, _ wildcards: ActivityMatch.Wildcards) -> Truth {
            match.truth(for: probe.activity, on: server, sectionNames: probe.library.names, wildcards: wildcards)
        }
        return truth(rule.match, rule.wildcards(protecting: self.protectedTypes)) == .yes
            && rule.exceptions.allSatisfy { truth($0, .all) == .no }
    }
}

extension CommonActivitySearch {
    /// A library to try: what its activities' Context says, and the names of the sections.
    private struct Library {
        var context: JSONValue?
        var names: [SectionID: String] = [:]

        /// The library of this key and name.
        init(key: String, name: String) {
            self.context = .object([.init("librarySectionID", .string(key))])
            self.names = [SectionID(key): name]
        }

        /// None.
        init() {}
    }

    /// An activity to try.
    private struct Probe {
        var activity: Activity
        var library: Library
    }

    /// The activities to try, of these types: each part is made of what the matches themselves name.
    private static func probes(_ matches: [ActivityMatch], types: [ActivityType]) -> some Sequence<Probe> {
        let titles = Self.texts(matches.map(\.titles))
        let subtitles = Self.texts(matches.map(\.subtitles))
        let users = Self.users(matches)
        let things = types.lazy.flatMap { type in Self.libraries(matches, of: type).map { (type, $0) } }
        let words = titles.lazy.flatMap { title in subtitles.lazy.map { (title, $0) } }
        let rights = users.flatMap { user in [false, true].map { (user, $0) } }
        return things.flatMap { type, library in
            words.flatMap { title, subtitle in
                rights.lazy.map { user, isCancellable in
                    let activity = Activity(
                        id: ActivityID("x"), type: type, title: title, subtitle: subtitle,
                        isCancellable: isCancellable, userID: user, context: library.context
                    )
                    return Probe(activity: activity, library: library)
                }
            }
        }
    }

    /// Texts that every one of the lists of patterns matches.
    private static func texts(_ lists: [[Glob]]) -> [String] {
        var texts = ["", "\u{b7}"]
        for glob in lists.joined() {
            let text = String(glob.pattern.map { $0 == "?" ? "\u{b7}" : $0 })
            texts.append(text.filter { $0 != "*" })
            if text.contains("*") { texts.append(String(text.map { $0 == "*" ? "\u{b7}" : $0 })) }
        }
        return texts.filter { text in
            lists.allSatisfy { globs in globs.isEmpty || globs.contains { $0.matches(text) } }
        }
    }

    /// Accounts that every one of the matches may be about.
    private static func users(_ matches: [ActivityMatch]) -> [Int] {
        let listed = matches.map { Set($0.users) }.filter { !$0.isEmpty }
        guard let first = listed.first else { return [.max] }
        return listed.dropFirst().reduce(first) { $0.intersection($1) }.sorted()
    }

    /// Libraries that every one of the matches may be about: one of their own, or any.
    private static func libraries(_ matches: [ActivityMatch], of type: ActivityType) -> [Library] {
        let key = "\u{b7}"
        let listed = Set(matches.flatMap(\.sections)).sorted()
        if type.lacksSection { return listed.isEmpty ? [Library()] : [] }
        if listed.isEmpty { return [Library(key: key, name: key)] }
        // The keys of libraries are numbers; a name may be one, too.
        let isNumber: (String) -> Bool = { $0.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) }
        return listed.map { Library(key: key, name: $0) }
            + listed.filter(isNumber).map { Library(key: $0, name: key) }
    }
}
