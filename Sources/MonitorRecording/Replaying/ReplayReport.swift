// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import PlexModel

/// One decision that a replay came to.
package struct ReplayedDecision: Hashable, Sendable {
    /// When, in microseconds since 1970-01-01 00:00 UTC.
    package var wallMicroseconds: Int64
    /// What the daemon would have told, or did.
    package var event: Event
}

/// What a replay came to, as its lines are read.
package struct ReplayReport {
    /// The events that are decisions of rules, or follow from them.
    package static let decisions: Set<EventKind> = [
        .wouldStop, .ruleFired, .ruleUndecided, .stopRequested, .stopConfirmed, .stopIneffective, .stopAbandoned,
        .breakerTripped,
    ]

    /// The decisions, in order.
    package private(set) var decided: [ReplayedDecision] = []
    /// What was stopped while it was recorded, by server and uuid: the last rule, and when it asked.
    package private(set) var stopped: [String: (rule: String, wallMicroseconds: Int64)] = [:]
    /// How many inputs there were.
    package private(set) var inputCount = 0
    /// When the first and the last input was.
    package private(set) var span: (first: Int64, last: Int64)?
    /// How many inputs were lost while it was recorded.
    package private(set) var lostCount = 0
    /// Where the replay had to begin anew, for want of what came before.
    package private(set) var interruptions: [Int64] = []
    /// Why the recording ended before its daemon did; nil where it did not.
    package private(set) var endReason: String?
    /// Whether a segment has no titles.
    package private(set) var hidesTitles = false

    private var replayer: Replayer
    /// What was really decided; nil where that is what is replayed.
    private var original: Replayer?

    /// A report of a replay by these rules that has read nothing.
    package init(by rules: ReplayRules) {
        self.replayer = Replayer(by: rules)
        if rules != .recorded { self.original = Replayer(by: .recorded) }
    }

    /// A report of what an estimate came to.
    init(
        decided: [ReplayedDecision], stopped: [String: (rule: String, wallMicroseconds: Int64)], inputCount: Int,
        span: (first: Int64, last: Int64)?, hidesTitles: Bool
    ) {
        self.init(by: .recorded)
        self.decided = decided
        self.stopped = stopped
        self.inputCount = inputCount
        self.span = span
        self.hidesTitles = hidesTitles
    }

    /// Takes what a line says.
    package mutating func take(_ item: RecordingItem) {
        switch item {
        case .segment(let header):
            self.hidesTitles = self.hidesTitles || !header.showsTitles
            self.original?.begin(header)
            if self.replayer.begin(header) == .interruption { self.interruptions.append(header.wallMicroseconds) }
        case .input(let told, let instant, let isRepeated):
            let input = Self.quiet(told)
            if let step = self.original?.take(input, at: instant, isRepeated: isRepeated) { self.noteStops(step) }
            if let step = self.replayer.take(input, at: instant, isRepeated: isRepeated) { self.note(step) }
        case .lost(let count): self.lostCount += count
        case .end(let reason): self.endReason = reason
        }
    }

    /// The input without progress to be told: it decides nothing, and need not be put into words.
    private static func quiet(_ input: Input) -> Input {
        guard case .configure(var settings) = input else { return input }
        settings.journal.progressInterval = .days(10_000)
        return .configure(settings)
    }

    private mutating func note(_ step: ReplayStep) {
        self.inputCount += 1
        self.span = (self.span?.first ?? step.wallMicroseconds, step.wallMicroseconds)
        for event in step.output.events where Self.decisions.contains(event.kind) {
            self.decided.append(ReplayedDecision(wallMicroseconds: step.wallMicroseconds, event: event))
        }
        if self.original == nil { self.noteStops(step) }
    }

    private mutating func noteStops(_ step: ReplayStep) {
        for event in step.output.events where event.kind == .stopRequested {
            guard let key = event.activityKey else { continue }
            self.stopped[key] = (event[.rule] ?? "", step.wallMicroseconds)
        }
    }
}

extension Event {
    /// What tells an activity from all others of all servers; nil for an event that is about none.
    package var activityKey: String? {
        guard let uuid = self[.activityUUID] else { return nil }
        return (self[.server] ?? "") + "\n" + uuid
    }
}
