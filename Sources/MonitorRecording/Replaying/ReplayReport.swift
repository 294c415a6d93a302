// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import PlexModel

/// One decision of a replay.
package struct ReplayedDecision: Hashable, Sendable {
    /// The time, in microseconds since 1970-01-01 00:00 UTC.
    package var wallMicroseconds: Int64
    /// The event that the daemon told, or would have told.
    package var event: Event
}

/// The result of a replay, as its lines are read.
package struct ReplayReport {
    /// The events that are decisions of rules, or follow from them.
    package static let decisions: Set<EventKind> = [
        .wouldStop, .ruleFired, .ruleUndecided, .stopRequested, .stopConfirmed, .stopIneffective, .stopAbandoned,
        .breakerTripped,
    ]

    /// The decisions, in order.
    package private(set) var decided: [ReplayedDecision] = []
    /// The activities that were stopped during the recording, by server and uuid: the last rule, and the time of its
    /// request.
    package private(set) var stopped: [String: (rule: String, wallMicroseconds: Int64)] = [:]
    /// The number of inputs.
    package private(set) var inputCount = 0
    /// The times of the first and the last input.
    package private(set) var span: (first: Int64, last: Int64)?
    /// The number of inputs that the recording lost.
    package private(set) var lostCount = 0
    /// The times at which the replay began anew, because earlier segments were missing.
    package private(set) var interruptions: [Int64] = []
    /// The reason why the recording ended before its daemon; nil where it did not.
    package private(set) var endReason: String?
    /// Whether a segment has no titles.
    package private(set) var hidesTitles = false

    private var replayer: Replayer
    /// The daemon's own decisions; nil where the replay repeats them.
    private var original: Replayer?

    /// An empty report of a replay by these rules.
    package init(by rules: ReplayRules) {
        self.replayer = Replayer(by: rules)
        if rules != .recorded { self.original = Replayer(by: .recorded) }
    }

    /// The report of an estimate.
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

    /// Takes the content of a line.
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

    /// The input with progress events switched off: they decide nothing, and their text takes time.
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
    /// The server and uuid of an event; nil for an event without an activity.
    package var activityKey: String? {
        guard let uuid = self[.activityUUID] else { return nil }
        return (self[.server] ?? "") + "\n" + uuid
    }
}
