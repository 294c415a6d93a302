// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// What a `[rule.when]` table says.
struct ConditionTable {
    /// What must be true, all of it.
    var conditions: [Condition] = []
    /// How long all of it must have held.
    var hold: Duration = .zero
}

extension TableReader<ConditionKey> {
    /// What thresholds may be.
    private static var thresholds: ClosedRange<Duration> { .seconds(1) ... .days(365) }

    /// The conditions.
    func conditions(windows: Windows) -> ConditionTable {
        let hold = self.duration(.hold, in: Self.thresholds) ?? .zero
        let conditions =
            self.clocks() + self.progress() + self.counts() + self.history() + self.windowConditions(windows)
        // `for` only says how long the conditions must have held, and `starts-within` is half of one.
        let others = [ConditionKey.hold.rawValue, ConditionKey.startsWithin.rawValue]
        if self.values.keys.allSatisfy(others.contains) {
            self.reportTable("a rule needs at least one condition, such as running-for or no-progress-for")
        }
        return ConditionTable(conditions: conditions, hold: hold)
    }

    /// The conditions that wait for time to pass.
    private func clocks() -> [Condition] {
        [
            self.duration(.runningFor, in: Self.thresholds).map { .runningFor($0) },
            self.duration(.noProgressFor, in: Self.thresholds).map { .noProgressFor($0) },
        ].compactMap(\.self)
    }

    /// The conditions on the percentage; no value must be excluded by all of them together.
    private func progress() -> [Condition] {
        let below = self.number(.progressBelow, in: 0...100)
        let above = self.number(.progressAbove, in: 0...100)
        if below == 0 { self.report(.progressBelow, "must be more than 0: no progress is below it") }
        if above == 100 { self.report(.progressAbove, "must be less than 100: no progress is above it") }
        if let below, let above, below <= above {
            self.report(.progressBelow, "must be more than progress-above: no progress is both")
        }
        return [below.map { .progressBelow($0) }, above.map { .progressAbove($0) }].compactMap(\.self)
    }

    /// The conditions that count.
    private func counts() -> [Condition] {
        let starts = self.integer(.startsAtLeast, in: 1...1_000)
        let within = self.duration(.startsWithin, in: .seconds(1) ... .days(1))
        if self.has(.startsAtLeast) != self.has(.startsWithin) {
            let given: ConditionKey = self.has(.startsAtLeast) ? .startsAtLeast : .startsWithin
            self.report(given, "starts-at-least and starts-within belong together: so many starts in that time")
        }
        var conditions: [Condition] = [
            self.integer(.duplicatesAtLeast, in: 2...1_000).map { .duplicatesAtLeast($0) },
            self.integer(.streamsAtLeast, in: 1...1_000).map { .streamsAtLeast($0) },
            self.integer(.transcodesAtLeast, in: 1...1_000).map { .transcodesAtLeast($0) },
        ].compactMap(\.self)
        if let starts, let within { conditions.append(.startsAtLeast(starts, within: within)) }
        return conditions
    }

    /// The condition that compares with earlier runs.
    private func history() -> [Condition] {
        guard let factor = self.number(.slowerThanUsual, in: 1...1_000) else { return [] }
        if !self.has(.runningFor) { self.report(.slowerThanUsual, "needs running-for beside it, as its floor") }
        return [.slowerThanUsual(factor)]
    }

    /// The conditions on the time of day.
    private func windowConditions(_ windows: Windows) -> [Condition] {
        [
            self.windows(.during, of: windows).map { .during($0) },
            self.windows(.notDuring, of: windows).map { .notDuring($0) },
        ].compactMap(\.self)
    }
}
