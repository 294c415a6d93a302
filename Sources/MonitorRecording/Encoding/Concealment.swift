// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// Takes the titles out of what is recorded, so that a monitor decides the same without them.
///
/// A title becomes the hash of title and subtitle, keyed by the installation, followed by a mark for each pattern of the
/// rules that the title matches; the subtitle becomes the marks of its own. The patterns become the marks too: they may
/// name media just as well. Of a Context only the section's key is left, and nothing of a Response.
struct Concealment: Hashable {
    private let key: TextHash.Key
    private let titles: [Glob]
    private let subtitles: [Glob]

    /// What is to be concealed under these settings.
    init(_ settings: MonitorSettings) {
        self.key = settings.textHashKey
        let matches = settings.rules.flatMap { [$0.match] + $0.exceptions }
        self.titles = Self.distinct(matches.flatMap(\.titles))
        self.subtitles = Self.distinct(matches.flatMap(\.subtitles))
    }

    /// The activity without what names media.
    func conceal(_ activity: Activity) -> Activity {
        var activity = activity
        let hash = TextHash.digits(ofTextsOf: activity, key: self.key)
        activity.title = hash + Self.marks(of: activity.title, self.titles)
        activity.subtitle = Self.marks(of: activity.subtitle, self.subtitles)
        let section = activity.sectionID
        activity.context = section.map { .object([.init("librarySectionID", .string($0.rawValue))]) }
        activity.response = nil
        return activity
    }

    /// The settings without patterns that may name media.
    func conceal(_ settings: MonitorSettings) -> MonitorSettings {
        var settings = settings
        for index in settings.rules.indices {
            settings.rules[index].match = self.conceal(settings.rules[index].match)
            settings.rules[index].exceptions = settings.rules[index].exceptions.map { self.conceal($0) }
        }
        return settings
    }

    /// The state without titles, its clocks those of the concealed rules.
    func conceal(_ state: SavedState, under settings: MonitorSettings) -> SavedState {
        let identities = Dictionary(
            zip(settings.ruleIdentities, self.conceal(settings).ruleIdentities)
        ) { first, _ in first }
        var state = state
        for name in state.servers.keys {
            state.servers[name]?.rename(identities)
            state.servers[name]?.changeActivities { activity in
                activity.title = nil
                activity.subtitle = nil
            }
        }
        return state
    }

    private func conceal(_ match: ActivityMatch) -> ActivityMatch {
        var match = match
        match.titles = Self.marks(for: match.titles, self.titles)
        match.subtitles = Self.marks(for: match.subtitles, self.subtitles)
        return match
    }

    private static func distinct(_ globs: [Glob]) -> [Glob] {
        var seen: Set<Glob> = []
        return globs.filter { seen.insert($0).inserted }
    }

    /// Control characters frame a mark: nothing else in a concealed text has them.
    private static func mark(_ index: Int) -> String { "\u{1}\(index)\u{2}" }

    private static func marks(of text: String, _ globs: [Glob]) -> String {
        globs.enumerated().reduce("") { $1.element.matches(text) ? $0 + self.mark($1.offset) : $0 }
    }

    private static func marks(for globs: [Glob], _ known: [Glob]) -> [Glob] {
        globs.compactMap { glob in
            known.firstIndex(of: glob).map { Glob("*\(self.mark($0))*", ignoringCase: glob.ignoresCase) }
        }
    }
}

extension SavedState {
    /// The state with hashes of titles that whoever has the titles can make, so that no installation's key is needed.
    func rehashed(with key: TextHash.Key) -> SavedState {
        var state = self
        for name in state.servers.keys {
            state.servers[name]?.changeActivities { activity in
                guard let title = activity.title, let subtitle = activity.subtitle else { return }
                let texts = Activity(id: activity.uuid, type: activity.type, title: title, subtitle: subtitle)
                activity.textHash = TextHash.digits(ofTextsOf: texts, key: key)
            }
        }
        return state
    }
}

extension SavedServer {
    /// Gives rules other identities; those without a new one keep theirs.
    fileprivate mutating func rename(_ identities: [String: String]) {
        for index in self.clocks.indices {
            self.clocks[index].identity = identities[self.clocks[index].identity] ?? self.clocks[index].identity
        }
        for index in self.spent.indices {
            self.spent[index].identity = identities[self.spent[index].identity] ?? self.spent[index].identity
        }
        for index in self.operations.indices {
            self.operations[index].identity =
                identities[self.operations[index].identity] ?? self.operations[index].identity
        }
    }

    /// Changes every activity that is kept.
    fileprivate mutating func changeActivities(_ change: (inout SavedActivity) -> Void) {
        // Whatever key the hashes are made with, those of a recording can be compared.
        self.textKeyMark = nil
        for index in self.activities.indices { change(&self.activities[index]) }
        for index in (self.past ?? []).indices {
            if var run = self.past?[index] {
                change(&run.activity)
                self.past?[index] = run
            }
        }
        for index in self.operations.indices { change(&self.operations[index].representative) }
    }
}
