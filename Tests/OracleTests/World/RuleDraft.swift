// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What a rule, or an exception of one, is about, in the harness's own words: all parts must match.
struct Filter: Hashable, Sendable {
    /// Patterns of types.
    var types: [Pattern] = []
    /// Patterns of the server's name.
    var servers: [Pattern] = []
    /// Patterns of titles, whatever the case.
    var titles: [Pattern] = []
    /// Patterns of subtitles, whatever the case.
    var subtitles: [Pattern] = []
    /// Keys or names of sections, whatever the case and the blanks around them.
    var sections: [String] = []
    /// Whether the server offers to cancel it.
    var isCancellable: Bool?
}

/// A text, or the begin of one where a `*` follows: all that the harness's rules need.
struct Pattern: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The pattern as the configuration has it.
    var text: String

    /// A pattern with this text.
    init(stringLiteral text: String) { self.text = text }

    /// A pattern with this text.
    init(_ text: String) { self.text = text }

    /// Whether it stands for several texts.
    var isOpen: Bool { self.text.hasSuffix("*") }

    /// Whether it stands for a text; upper and lower case differ.
    func fits(_ text: String) -> Bool {
        self.isOpen ? text.hasPrefix(self.text.dropLast()) : text == self.text
    }
}

/// One condition of a rule.
enum Need: Hashable, Sendable {
    /// It has run so long.
    case runningFor(Milliseconds)
    /// Nothing has changed for so long.
    case noProgressFor(Milliseconds)
    /// Its progress is below.
    case progressBelow(Double)
    /// Its progress is above.
    case progressAbove(Double)
    /// So many of its kind are there.
    case duplicates(Int)
    /// So many play.
    case streams(Int)
    /// So many play and are transcoded.
    case transcodes(Int)
    /// So many of its kind have started within a time.
    case starts(Int, within: Milliseconds)
    /// It runs so many times longer than usual.
    case slower(Double)
    /// A window is open.
    case during(Setup.Window)
    /// A window is closed.
    case notDuring(Setup.Window)
}

/// The way in which a request stops something.
enum Way: String, Hashable, Sendable, CaseIterable {
    /// `DELETE /activities/{uuid}`
    case cancel = "cancel-activity"
    /// `DELETE /library/sections/{id}/refresh`
    case section = "stop-section-refresh"
    /// `DELETE /butler/{task}`
    case task = "stop-butler-task"
}

/// A rule in the harness's own words.
struct RuleDraft: Hashable, Sendable {
    /// What it may do.
    enum Mode: String, Hashable, Sendable { case notify, observe, enforce }
    /// What its clocks belong to.
    enum Scope: String, Hashable, Sendable { case activity, kind }
    /// Which of several it stops.
    enum Choice: String, Hashable, Sendable, CaseIterable {
        case all
        case oldest
        case newest
        case allButOldest = "all-but-oldest"
    }

    /// The name.
    var name: String
    /// What it may do.
    var mode: Mode
    /// What its clocks belong to.
    var scope = Scope.activity
    /// What it is about.
    var match: Filter
    /// What it is never about.
    var exceptions: [Filter] = []
    /// What must be true.
    var needs: [Need]
    /// How long all of it must have held.
    var hold: Milliseconds = 0
    /// The ways it may take, in this order; nil for those of the type.
    var ways: [Way]?
    /// Which of several it stops.
    var choice = Choice.all
    /// How long what was asked to stop may take.
    var verifyWithin: Milliseconds = .seconds(60)
    /// How many requests a step may send.
    var attempts = 2
    /// How long its kind is left alone afterwards.
    var cooldown: Milliseconds = .minutes(30)
    /// How many stops an hour it may make.
    var maximumPerHour: Int?

    /// The rule without what only matters to one that stops, if it does not: it has no plan that could differ.
    var resolved: RuleDraft {
        guard self.mode == .notify else { return self }
        return RuleDraft(
            name: self.name, mode: .notify, scope: self.scope, match: self.match, exceptions: self.exceptions,
            needs: self.needs, hold: self.hold)
    }

    /// The longest time that it waits for.
    var longestWait: Milliseconds {
        self.needs.reduce(self.hold) { longest, need in
            switch need {
            case .runningFor(let span), .noProgressFor(let span): max(longest, span)
            default: longest
            }
        }
    }
}
