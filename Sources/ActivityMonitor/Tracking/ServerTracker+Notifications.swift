// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerTracker {
    /// How many activities are tracked at most. Notifications add no more, and no values beyond the limit of bytes; polls
    /// show the rest, and their rows are bounded.
    static let capacity = 20_000

    /// Takes the news of one activity.
    ///
    /// Notifications may come late, twice, in another order, or not at all. So an end is final, `started` never replaces
    /// known values, and news about an ended activity is ignored.
    mutating func hear(
        _ notification: ActivityNotification, receivedAt: Instant, limit: Duration, key: TextHash.Key
    ) -> [TrackingChange] {
        if let identifiedAt = self.identifiedAt, receivedAt < identifiedAt { return [] }
        let id = notification.id
        let row = notification.activity.flatMap { $0.id == id ? $0 : nil }
        guard let before = self.activities[id] else {
            return self.hearFirst(id, notification.change, row, receivedAt: receivedAt, limit: limit, key: key)
        }
        self.unconfirmed.remove(id)
        switch notification.change {
        case .started, .updated:
            // The values with which it started are the oldest that there are; those that do not fit are for a poll to show.
            let values = notification.change == .started ? nil : row.flatMap { self.fits($0, for: before) ? $0 : nil }
            defer {
                self.note(self.activities[id], insteadOf: before)
                self.noteReset(from: before.stalled, to: self.activities[id]?.stalled)
            }
            guard self.activities[id]?.hear(values, at: receivedAt, limit: limit, key: key) == true else { return [] }
            self.noteChange(of: before.lastValues, at: receivedAt)
            if let values { self.noteChange(of: values, at: receivedAt) }
            return [.changed(id)]
        case .ended:
            var tracked = before
            tracked.hearEnd(row, at: receivedAt, limit: limit, key: key)
            self.activities[id] = nil
            self.note(nil, insteadOf: before)
            self.ended.record(id, at: receivedAt, wasTold: true)
            self.noteChange(of: before.lastValues, at: receivedAt)
            return [.ended(tracked)]
        }
    }

    /// Takes the first news about an activity. News without values is ignored.
    private mutating func hearFirst(
        _ id: ActivityID, _ change: ActivityNotification.Change, _ row: Activity?, receivedAt: Instant,
        limit: Duration, key: TextHash.Key
    ) -> [TrackingChange] {
        guard !self.ended.contains(id) else {
            if change == .ended { self.ended.record(id, at: receivedAt, wasTold: true) }
            return []
        }
        guard let row else { return [] }
        if self.past.contains(id) {
            return self.hearAgain(id, change, row, receivedAt: receivedAt, limit: limit, key: key)
        }
        // What was not there in the last snapshot has started since, unless that is of an epoch that may be over.
        let isStartKnown = change == .started || (self.hasSnapshot && self.failedAt == nil)
        var tracked = TrackedActivity(firstHeard: row, at: receivedAt, wasAlreadyRunning: !isStartKnown)
        // The time between news from before an interruption and the next poll is not seen.
        if let interruptedAt = self.interruptedAt, receivedAt < interruptedAt { tracked.interrupt(at: interruptedAt) }
        tracked.mayHaveBeenHidden = change != .started && !self.hasCompleteSnapshot
        tracked.wasStartSeen = change == .started || (isStartKnown && self.canSeeStart(at: receivedAt, limit: limit))
        guard change != .ended else {
            tracked.wasSeenRunning = false
            self.ended.record(id, at: receivedAt, wasTold: true)
            self.noteChange(of: row, at: receivedAt)
            return [.passed(tracked)]
        }
        guard self.activities.count < Self.capacity, self.fits(row, for: nil) else { return [] }
        self.activities[id] = tracked
        self.note(tracked, insteadOf: nil)
        self.noteChange(of: row, at: receivedAt)
        return [.started(id)]
    }

    /// Takes news about a run that was gone. The values of a start are the oldest that there are, and those of an update
    /// are newer than those from before the end.
    private mutating func hearAgain(
        _ id: ActivityID, _ change: ActivityNotification.Change, _ row: Activity, receivedAt: Instant, limit: Duration,
        key: TextHash.Key
    ) -> [TrackingChange] {
        // Its end has been told already.
        guard change != .ended, self.activities.count < Self.capacity, self.fits(row, for: nil),
            var tracked = self.comeBack(id, at: receivedAt)
        else {
            return []
        }
        _ = tracked.hear(change == .started ? nil : row, at: receivedAt, limit: limit, key: key)
        self.activities[id] = tracked
        self.note(tracked, insteadOf: nil)
        self.noteChange(of: tracked.lastValues, at: receivedAt)
        return [.started(id)]
    }

    /// Whether there is room for the values of an activity in the place of what is known of it.
    private func fits(_ row: Activity, for tracked: TrackedActivity?) -> Bool {
        self.size + row.approximateSize - (tracked?.lastValues.approximateSize ?? 0) <= self.sizeLimit
    }

    /// Keeps account of how much memory the activities take.
    private mutating func note(_ tracked: TrackedActivity?, insteadOf before: TrackedActivity?) {
        self.size += (tracked?.lastValues.approximateSize ?? 0) - (before?.lastValues.approximateSize ?? 0)
    }

    /// Restarts the standstill of a kind, because an activity of it came, changed or went.
    private mutating func noteChange(of activity: Activity, at instant: Instant) {
        let kind = WorkKind(of: activity)
        guard let before = self.kinds[kind] else { return }
        self.kinds[kind]?.noteChange(at: instant)
        self.noteReset(from: before.stalled, to: self.kinds[kind]?.stalled)
    }
}
