// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// The sight of an activity from an instant until its next change.
struct RowChange: Hashable, Sendable {
    /// The instant.
    var at: Instant
    /// The uuid.
    var id: ActivityID
    /// The number of the chain; clocks start anew with each chain.
    var chain: Int
    /// The row; nil where it is gone.
    var row: Activity?
    /// The name of its section; nil where it is not known.
    var sectionName: String?
}

/// Turns the entries about one run into its certain sights.
///
/// Every sight is a lower bound. An activity was certainly there between two entries if nothing interrupts and the
/// later entry has the evidence. It was certainly unchanged for as long as the later entry says (`PLEX_STALLED_USEC`),
/// and where every change was told until shortly before it. The time between is shown with unknown values.
struct JournalCourse {
    /// The longest time between two polls.
    var pollGap: Duration
    /// The longest time before a change is told.
    var tellingDelay: Duration
    /// The number of the next chain.
    private var nextChain = 0

    /// A course with these limits.
    init(pollGap: Duration, tellingDelay: Duration) {
        self.pollGap = pollGap
        self.tellingDelay = tellingDelay
    }

    /// The changes of one run, in order.
    mutating func changes(of run: JournalRun) -> [RowChange] {
        var changes: [RowChange] = []
        var told: String?
        var beginning: JournalSight?
        for (index, sight) in run.sights.enumerated() {
            if sight.tellsProgress { told = sight.progress }
            let isLast = index + 1 == run.sights.count
            if beginning == nil {
                beginning = sight
                self.nextChain += 1
            }
            let next = isLast ? nil : run.sights[index + 1]
            let isEnd = run.isFinished && index + 2 == run.sights.count
            guard let next, let start = beginning, self.isCounted(from: start, sight, to: next) else {
                changes.append(self.change(at: sight.at, sight, sight, []))
                changes.append(self.removal(at: sight.at.advanced(by: .nanoseconds(1)), sight))
                beginning = nil
                continue
            }
            let end = isEnd ? max(sight.at, next.at.advanced(by: .zero - self.pollGap)) : next.at
            changes += self.span(from: sight, to: next, until: end, told: told)
            if isEnd {
                changes.append(self.removal(at: end.advanced(by: .nanoseconds(1)), sight))
                break
            }
        }
        return changes
    }

    /// Whether the time between two entries counts: nothing interrupts it, and the evidence has grown with it since the
    /// chain began.
    private func isCounted(from start: JournalSight, _ sight: JournalSight, to next: JournalSight) -> Bool {
        guard sight.epoch == next.epoch, sight.activity.type == next.activity.type else { return false }
        return next.age - start.age >= start.at.duration(to: next.at) - self.pollGap
    }

    /// The sight between two entries.
    private func span(
        from sight: JournalSight, to next: JournalSight, until end: Instant, told: String?
    ) -> [RowChange] {
        let still = next.at.advanced(by: .zero - next.stalled)
        guard still > sight.at else {
            return [self.change(at: sight.at, sight, next, [])]
        }
        // Every change except the last was told if the later entry goes on from the earlier one.
        let isTold = (next.isChange || !next.previous.isEmpty) && told == next.previous
        let sure = next.at.advanced(by: .zero - self.tellingDelay)
        var changes: [RowChange] = []
        let unsure = isTold ? min(max(sight.at, sure), still) : sight.at
        changes.append(self.change(at: sight.at, sight, next, []))
        if unsure < end { changes.append(self.change(at: unsure, sight, next, .values)) }
        if still < end {
            var last = next
            last.areTextsKnown = sight.areTextsKnown && next.areTextsKnown
            last.sectionName = sight.sectionName
            changes.append(self.change(at: still.advanced(by: .nanoseconds(1)), last, sight, []))
        }
        return changes
    }

    /// The sight of an activity with the values of one entry that another entry shares.
    private func change(
        at instant: Instant, _ sight: JournalSight, _ other: JournalSight, _ doubt: RowDoubt
    ) -> RowChange {
        var row = sight.activity
        var doubt = doubt
        if row.isCancellable != other.activity.isCancellable { row.isCancellable = nil }
        if row.userID != other.activity.userID { row.userID = nil }
        if row.sectionID != other.activity.sectionID { row.context = nil }
        if doubt.contains(.values) {
            // NaN differs from every number and from itself: each look shows a change, and no limit holds.
            row.progress = .percent(.nan)
        }
        if !sight.areTextsKnown { doubt.insert(.values) }
        if !WorkKind(of: row).isWhole { doubt.insert(.section) }
        if let user = doubt.user { row.userID = user }
        return RowChange(
            at: instant, id: row.id, chain: self.nextChain, row: row,
            sectionName: row.sectionID == nil ? nil : sight.sectionName)
    }

    private func removal(at instant: Instant, _ sight: JournalSight) -> RowChange {
        RowChange(at: instant, id: sight.activity.id, chain: self.nextChain, row: nil)
    }
}
