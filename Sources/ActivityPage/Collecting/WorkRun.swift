// SPDX-License-Identifier: Apache-2.0

/// A span of time, in microseconds since 1970-01-01 UTC.
package struct TimeSpan: Hashable, Sendable {
    /// The beginning.
    package var begin: Int64
    /// The end; not before the beginning.
    package var end: Int64

    /// The span between two times; empty if the end lies before the beginning.
    package init(_ begin: Int64, _ end: Int64) {
        self.begin = begin
        self.end = max(begin, end)
    }

    /// Its length in microseconds.
    package var length: Int64 { self.end - self.begin }

    /// The part inside another span; nil without one.
    func clipped(to other: TimeSpan) -> TimeSpan? {
        let begin = max(self.begin, other.begin)
        let end = min(self.end, other.end)
        return begin <= end && self.end >= other.begin && self.begin < other.end ? TimeSpan(begin, end) : nil
    }
}

/// One activity from its start to its end, as the journal tells it.
package struct WorkRun: Hashable, Sendable {
    /// How it ended.
    package enum Ending: Hashable, Sendable {
        /// It runs, as far as the journal says.
        case running
        /// It was complete.
        case completed
        /// It ended, and the cause is not visible.
        case ended
        /// It ended after a request of the service.
        case afterRequest
        /// It disappeared unseen, for this reason.
        case lost(reason: String)
    }

    /// The server's configured name.
    package var server: String
    /// Its uuid.
    package var uuid: String
    /// Its type.
    package var type: String
    /// The key of its section; nil if it has named none.
    package var sectionID: String?
    /// Its title; empty with `titles = false`.
    package var title: String
    /// Its last subtitle; empty with `titles = false`.
    package var subtitle: String
    /// When it began. If its start was not seen, the evidence says that it ran at this time.
    package var begin: Int64
    /// Whether its start was seen.
    package var isBeginSeen: Bool
    /// When it ended or disappeared; nil while it runs.
    package var end: Int64?
    /// How it ended.
    package var ending: Ending = .running
    /// The last known progress in percent.
    package var progress: String?
    /// How long it was seen to run, in microseconds of evidence.
    package var age: Int64 = 0
    /// The times in which it showed no sign of life, in order.
    package var stalls: [TimeSpan] = []

    /// Its span, up to a time if it still runs.
    func span(until now: Int64) -> TimeSpan { TimeSpan(self.begin, self.end ?? max(now, self.begin)) }

    /// The kind of work for tables and rows.
    var kind: WorkRow { WorkRow(server: self.server, type: self.type, sectionID: self.sectionID) }
}

/// A kind of work: a type on a server and, if the type names one, a library section.
package struct WorkRow: Hashable, Comparable, Sendable {
    /// The server's configured name.
    package var server: String
    /// The type.
    package var type: String
    /// The key of the section.
    package var sectionID: String?

    /// Orders by server, section and type.
    package static func < (left: Self, right: Self) -> Bool {
        (left.server, left.sectionID ?? "", left.type) < (right.server, right.sectionID ?? "", right.type)
    }
}

/// Something at one moment that the timeline marks.
package struct Mark: Hashable, Sendable {
    /// What is marked.
    package enum Kind: Int, Hashable, Sendable, CaseIterable {
        /// A rule stopped the activity, and it was seen to end.
        case stopped
        /// A rule could not stop the activity.
        case ineffective
        /// A rule that observes would have stopped it.
        case wouldStop
        /// A rule that only notifies applied.
        case fired
        /// The activity disappeared unseen.
        case lost
        /// A breaker tripped.
        case breaker
    }

    /// What is marked.
    package var kind: Kind
    /// When.
    package var at: Int64
    /// The activity, by its index among the runs.
    package var run: Int
    /// The rule.
    package var rule: String?
    /// The reason, as in `PLEX_REASON`.
    package var reason: String?
}

/// A time in which something was wrong with a server or the service.
package struct Interruption: Hashable, Sendable {
    /// What was wrong.
    package enum Kind: Hashable, Sendable {
        /// The server gave no usable answer.
        case unreachable
        /// The server refused the token.
        case refused
        /// The server restarted: work was lost at once.
        case serverRestart
        /// The service started.
        case serviceStart
    }

    /// What was wrong.
    package var kind: Kind
    /// When; empty for a moment. It ends with the report if it goes on.
    package var span: TimeSpan
    /// Whether it goes on at the end of the report.
    package var isOpen = false
}
