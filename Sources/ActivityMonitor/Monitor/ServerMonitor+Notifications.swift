// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Whether a server's notifications come, and since when.
enum StreamCondition: Hashable, Sendable {
    /// Nobody has said yet.
    case starting
    /// They come.
    case open(since: Instant)
    /// They do not: the first failure of this time without them, and the last.
    case closed(since: Instant, PollFailure)
    /// Nobody listens.
    case unwanted
}

extension ServerMonitor {
    /// Takes the news of one activity.
    ///
    /// It is told at once, and what only waited for this activity to go is settled. Rules are judged at polls alone, so
    /// that nothing is ever decided on less than a whole look at the server.
    mutating func hear(_ notification: ActivityNotification, receivedAt: Instant, _ turn: inout Turn) {
        let changes = self.tracker.hear(
            notification, receivedAt: receivedAt, limit: self.evidenceLimit, key: turn.settings.textHashKey)
        if self.tracker.takeHasResetClocks() { turn.output.mustBeSaved = true }
        for case .ended(let tracked) in changes { self.noteEndedStart(tracked, at: turn.now) }
        for case .passed(let tracked) in changes { self.noteEndedStart(tracked, at: turn.now) }
        self.tell(changes, &turn)
        for case .ended(let tracked) in changes { self.confirmCancelled(tracked, receivedAt: receivedAt, &turn) }
        if let tracked = self.tracker.activities[notification.id] {
            if self.isStretched, self.concerns(tracked, turn) { self.isStretched = false }
        } else if notification.change != .ended, !self.tracker.ended.wasTold(notification.id) {
            // It is there, and nothing is known of it.
            self.postponeStretching()
        }
    }

    /// Takes that notifications come from now on, or do not.
    mutating func streamChanged(to state: StreamState, _ turn: inout Turn) {
        self.isStretched = false
        switch state {
        case .unclear:
            self.postponeStretching()
        case .open:
            self.stream = .open(since: turn.now)
        case .unwanted:
            self.stream = .unwanted
        case .closed(let failure):
            self.tracker.failStream(at: turn.now)
            if case .closed(let since, _) = self.stream {
                self.stream = .closed(since: since, failure)
            } else {
                self.stream = .closed(since: turn.now, failure)
            }
        }
    }

    /// Confirms the cancel of an activity whose end was heard of after the cancel was answered.
    ///
    /// What a section or a task stop ended is for a snapshot to confirm, as only that shows that nothing is left.
    private mutating func confirmCancelled(_ tracked: TrackedActivity, receivedAt: Instant, _ turn: inout Turn) {
        for var operation in self.operations {
            guard case .verifying(let since, .cancelActivity(tracked.activity.id), _) = operation.phase,
                since < receivedAt
            else {
                continue
            }
            operation.representative = tracked
            self.finish(operation, .confirmed, &turn)
        }
    }
}

extension ServerMonitor {
    /// How many times the configured interval an idle server is polled at most.
    private static let mostStretched = 6
    /// How many polls must pass without anything that cannot be understood before polling is stretched again.
    private static let clearPolls = 6
    /// The longest interval that stretching makes.
    private static let longestInterval = Duration.hours(1)

    /// How many times the configured interval a stretched one is.
    var stretch: Int {
        let most = Int(Self.longestInterval / self.settings.pollInterval)
        return max(1, min(Self.mostStretched, most))
    }

    /// Lets polls alone show what is there for a while: a stream that cannot be understood does not say what begins.
    private mutating func postponeStretching() {
        self.isStretched = false
        self.pollsBeforeStretch = Self.clearPolls
    }

    /// Stretches the interval from this poll to the next while notifications come and no rule is about anything there.
    ///
    /// Nothing else ever stretches it, and whatever happens in between ends it: then the longest span that is evidence is
    /// that of the configured interval again, so that no outage counts which a rule would not have bridged.
    mutating func stretchInterval(afterPollSentAt sentAt: Instant, isComplete: Bool, _ turn: Turn) {
        self.pollsBeforeStretch = max(0, self.pollsBeforeStretch - 1)
        guard case .open(let since) = self.stream, since <= sentAt, isComplete, self.operations.isEmpty,
            self.pollsBeforeStretch == 0
        else {
            self.isStretched = false
            return
        }
        self.isStretched = !self.tracker.activities.values.contains { self.concerns($0, turn) }
    }

    /// Whether a rule is about an activity, or may be; the row that an idle server shows for ever does not count.
    private func concerns(_ tracked: TrackedActivity, _ turn: Turn) -> Bool {
        guard tracked.activity.type != .butler else { return false }
        let evaluator = self.evaluator(turn)
        return turn.rules.contains { evaluator.matching($0.rule, tracked) != .no }
    }
}
