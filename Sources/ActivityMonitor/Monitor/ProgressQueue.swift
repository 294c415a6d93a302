// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The activities whose changes wait for the progress interval. The queue saves a look at all activities at each input.
struct ProgressQueue: Hashable, Sendable {
    /// The instant of the last progress event of each waiting activity.
    private var reported: [ActivityID: Instant] = [:]
    /// The earliest of these instants; nil if no activity waits.
    private var earliest: Instant?
    /// Whether `earliest` belonged to a removed activity and must be found again.
    private var isStale = false

    /// Tells a change at once, or lets it wait until the interval since the last event has passed.
    mutating func change(_ id: ActivityID, _ tracker: inout ServerTracker, _ context: inout StepContext) {
        guard let report = tracker.activities[id]?.report else { return }
        if let reportedAt = report.reportedAt,
            reportedAt.duration(to: context.now) < context.settings.journal.progressInterval
        {
            self.insert(id, reportedAt: reportedAt)
        } else {
            self.tell(id, &tracker, &context)
        }
    }

    /// Tells the changes whose interval has passed.
    mutating func tellDue(_ tracker: inout ServerTracker, _ context: inout StepContext) {
        let latest = context.now.advanced(by: .zero - context.settings.journal.progressInterval)
        for id in self.waiting(since: latest) { self.tell(id, &tracker, &context) }
        self.findEarliest()
    }

    /// The instant at which the next change is due; nil if no activity waits.
    func nextDeadline(_ settings: MonitorSettings) -> Instant? {
        self.earliest?.advanced(by: settings.journal.progressInterval)
    }

    /// Removes an activity whose change was told or that is gone.
    mutating func remove(_ id: ActivityID) {
        guard let instant = self.reported.removeValue(forKey: id), instant == self.earliest else { return }
        self.isStale = true
    }

    private mutating func tell(_ id: ActivityID, _ tracker: inout ServerTracker, _ context: inout StepContext) {
        self.remove(id)
        guard let tracked = tracker.activities[id] else { return }
        context.tell(.progressed(tracked))
        tracker.activities[id]?.report = ProgressReport(reportedAt: context.now, reported: tracked.activity.progress)
    }

    private mutating func insert(_ id: ActivityID, reportedAt: Instant) {
        self.reported[id] = reportedAt
        self.earliest = self.earliest.map { min($0, reportedAt) } ?? reportedAt
    }

    /// The waiting activities with a last event at this instant or before, in the order of their uuids.
    private func waiting(since instant: Instant) -> [ActivityID] {
        guard let earliest = self.earliest, earliest <= instant else { return [] }
        return self.reported.filter { $0.value <= instant }.keys.sorted()
    }

    private mutating func findEarliest() {
        guard self.isStale else { return }
        self.earliest = self.reported.values.min()
        self.isStale = false
    }
}
