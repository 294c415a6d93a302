// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension RuleEvaluator {
    /// Judges one condition on one activity, with the clocks that the rule's scope gives it.
    func judge(_ condition: Condition, of tracked: TrackedActivity, scope: Rule.Scope) -> Predicate {
        let kind = scope == .kind ? self.tracker.kinds[Kind(of: tracked.activity)] : nil
        let age = kind?.age.total ?? tracked.age.total
        switch condition {
        case .runningFor(let threshold):
            return Predicate(
                condition, age.text, threshold.text,
                Truth(age >= threshold) || (kind?.age ?? tracked.age).mayReach(threshold))
        case .noProgressFor(let threshold):
            return self.judgeNoProgress(condition, threshold, of: tracked, kind: kind)
        case .progressBelow(let limit):
            return Self.judgeProgress(condition, limit, of: tracked) { $0 < limit }
        case .progressAbove(let limit):
            return Self.judgeProgress(condition, limit, of: tracked) { $0 > limit }
        case .duplicatesAtLeast(let count):
            return self.judgeDuplicates(condition, count, of: tracked)
        case .streamsAtLeast(let count):
            return self.judgeSessions(condition, count) { $0.streams }
        case .transcodesAtLeast(let count):
            return self.judgeSessions(condition, count) { $0.transcodes }
        case .slowerThanUsual(let factor):
            return self.judgeUsual(condition, factor, of: tracked)
        case .startsAtLeast(let count, let within):
            return self.judgeStarts(condition, count, within, of: tracked)
        case .during(let windows):
            return self.judgeWindows(condition, windows) { $0 }
        case .notDuring(let windows):
            return self.judgeWindows(condition, windows) { !$0 }
        }
    }

    /// Judges `no-progress-for`: while the progress is unknown, only a text that has changed before says that texts
    /// would show progress.
    private func judgeNoProgress(
        _ condition: Condition, _ threshold: Duration, of tracked: TrackedActivity, kind: KindClock?
    ) -> Predicate {
        let stalled = kind?.stalled.total ?? tracked.stalled.total
        let isTelling = tracked.isTelling && kind?.isTelling ?? true
        guard isTelling else {
            return Predicate(
                condition, nil, threshold.text,
                .unknown("the server gives no progress, and neither title nor subtitle has changed"))
        }
        return Predicate(
            condition, stalled.text, threshold.text,
            Truth(stalled >= threshold) || (kind?.stalled ?? tracked.stalled).mayReach(threshold))
    }

    private static func judgeProgress(
        _ condition: Condition, _ limit: Double, of tracked: TrackedActivity, _ holds: (Double) -> Bool
    ) -> Predicate {
        let percentage = tracked.activity.progress.percentage
        return Predicate(
            condition, percentage.map { PercentText.text(of: $0) + " %" }, PercentText.text(of: limit) + " %",
            percentage.map { Truth(holds($0)) } ?? .unknown("the server gives no progress"))
    }

    private func judgeDuplicates(_ condition: Condition, _ count: Int, of tracked: TrackedActivity) -> Predicate {
        let kind = Kind(of: tracked.activity)
        guard kind.isWhole else {
            return Predicate(condition, nil, String(count), .unknown("no section is named"))
        }
        let found = self.tracker.presentCounts[kind] ?? 0
        return Predicate(condition, String(found), String(count), Truth(found >= count))
    }

    private func judgeSessions(
        _ condition: Condition, _ count: Int, _ number: (SessionCount) -> ClosedRange<Int>
    ) -> Predicate {
        guard let sessions = self.sessions.map(number) else {
            return Predicate(condition, nil, String(count), .unknown("the sessions could not be read"))
        }
        let found = String(sessions.lowerBound)
        if sessions.lowerBound >= count { return Predicate(condition, found, String(count), .yes) }
        if sessions.upperBound < count { return Predicate(condition, found, String(count), .no) }
        return Predicate(condition, found, String(count), .unknown("the state of a session is not known"))
    }

    /// Judges `slower-than-usual`: one run against earlier runs, whatever the rule's scope. The computed limit always shows,
    /// since nobody can guess it.
    private func judgeUsual(_ condition: Condition, _ factor: Double, of tracked: TrackedActivity) -> Predicate {
        let kind = Kind(of: tracked.activity)
        let age = tracked.age.total
        let times = PercentText.text(of: factor)
        guard kind.isWhole else {
            return Predicate(condition, nil, "\(times) times", .unknown("no section is named"))
        }
        guard let usual = self.history.usual(kind) else {
            let count = self.history.count(of: kind)
            return Predicate(
                condition, age.text, "\(times) times",
                .unknown("only \(count) of the \(RunHistory.minimum) runs needed are known"))
        }
        let limit = usual * factor
        return Predicate(
            condition, age.text, "\(times) times \(usual.text) = \(limit.text)", Truth(age > limit))
    }

    private func judgeStarts(
        _ condition: Condition, _ count: Int, _ within: Duration, of tracked: TrackedActivity
    ) -> Predicate {
        let kind = Kind(of: tracked.activity)
        let threshold = "\(count) within \(within.text)"
        guard kind.isWhole else {
            return Predicate(condition, nil, threshold, .unknown("no section is named"))
        }
        let found = self.starts.count(of: kind, within: within, at: self.now)
        return Predicate(condition, String(found), threshold, Truth(found >= count))
    }

    private func judgeWindows(
        _ condition: Condition, _ windows: [TimeWindow], _ holds: (Bool) -> Bool
    ) -> Predicate {
        let names = windows.map(\.name).joined(separator: ", ")
        guard let time = self.localTime else {
            return Predicate(condition, nil, names, .unknown("the local time is not known"))
        }
        let isOpen = windows.contains { $0.contains(time) }
        return Predicate(condition, time.text, names, Truth(holds(isOpen)))
    }
}

extension Predicate {
    /// A judged condition.
    fileprivate init(_ condition: Condition, _ value: String?, _ threshold: String, _ truth: Truth) {
        self.init(condition: condition.name, value: value, threshold: threshold, truth: truth)
    }
}
