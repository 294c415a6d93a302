// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension TrackedActivity {
    /// Takes a notification that it is there, with its values or without.
    ///
    /// Only snapshots count how long nothing changed, so a rule fires at the same poll with and without a stream. A
    /// notification of a change restarts that count at the next snapshot.
    ///
    /// - Returns: whether progress, title or subtitle had changed.
    mutating func hear(_ activity: Activity?, at instant: Instant, limit: Duration, key: TextHash.Key) -> Bool {
        self.heardAt = self.heardAt.map { max($0, instant) } ?? instant
        self.age.observe(at: instant, limit: limit)
        // What was received before the last row was requested may be older than that row.
        guard let activity, self.rowSentAt.map({ $0 <= instant }) ?? true else { return false }
        self.valuesHeardAt = self.heardAt
        guard self.take(activity, key: key) else { return false }
        self.stalled = EvidenceClock()
        return true
    }

    /// Takes the notification of its end. Missing values stay as they were last known.
    mutating func hearEnd(_ activity: Activity?, at instant: Instant, limit: Duration, key: TextHash.Key) {
        self.settleDoubts()
        let last = self.activity
        var activity = activity ?? last
        if activity.title.isEmpty { activity.title = last.title }
        if activity.progress == .unknown { activity.progress = last.progress }
        activity.isCancellable = activity.isCancellable ?? last.isCancellable
        activity.userID = activity.userID ?? last.userID
        activity.context = activity.context ?? last.context
        activity.response = activity.response ?? last.response
        _ = self.hear(activity == last ? nil : activity, at: instant, limit: limit, key: key)
    }

    /// Takes a row that was requested no later than the last notification of its values was received.
    ///
    /// The notification came after the request, and the answer came after the notification: each is newer in one way.
    /// Values that differ are unknown for this poll. If one of them would show progress, no standstill counts.
    ///
    /// - Returns: whether the row says the same of progress, title and subtitle.
    mutating func observePresence(
        _ activity: Activity, at instant: Instant, limit: Duration, key: TextHash.Key
    ) -> Bool {
        self.age.observe(at: instant, limit: limit)
        let differences = activity.differences(from: self.lastValues, key: key)
        self.doubt(differences)
        self.areValuesKnown = activity.type == self.activity.type
        guard !differences.hideProgress else {
            self.stalled = EvidenceClock()
            return false
        }
        if self.wouldShowProgress { self.stalled.observe(at: self.standstill(from: instant), limit: limit) }
        return true
    }

    /// Whether it was known before an instant, or there is none.
    func isKnown(before instant: Instant?) -> Bool {
        guard let instant, let knownSince = self.knownSince else { return true }
        return knownSince < instant
    }

    /// Whether it was known before an instant, or became known by an answer that was on its way at that instant. Such an
    /// answer may show the time before or after.
    func isKnown(beforeOrAcross instant: Instant?) -> Bool {
        self.isKnown(before: instant) || self.knownSince == instant
    }

    /// Whether the last notification about it was received in a span.
    func wasHeard(from start: Instant, before end: Instant?) -> Bool {
        guard let heardAt = self.heardAt, let end else { return false }
        return start <= heardAt && heardAt < end
    }

    /// Whether a poll sent at this instant can prove that it is gone: only without a later notification.
    func canBeMissed(bySnapshotSentAt instant: Instant) -> Bool {
        self.heardAt.map { $0 < instant } ?? true
    }

    /// Whether a row requested at this instant is surely newer than all notifications with values.
    func canBeOverwritten(byRowSentAt instant: Instant) -> Bool {
        self.valuesHeardAt.map { $0 < instant } ?? true
    }
}
