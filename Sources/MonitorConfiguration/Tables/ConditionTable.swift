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
    /// The longest threshold.
    private static var longest: Duration { .days(365) }

    /// The keys that are conditions of their own; `for` only says how long they must have held, and `starts-within`
    /// belongs to `starts-at-least`.
    private static var conditionKeys: [ConditionKey] {
        ConditionKey.allCases.filter { $0 != .hold && $0 != .startsWithin }
    }

    /// The conditions.
    ///
    /// - Parameter windows: the names of all windows.
    func conditions(windows: Set<String>) -> ConditionTable {
        var table = ConditionTable()
        let thresholds = Duration.seconds(1)...Self.longest
        if let duration = self.duration(.runningFor, in: thresholds) { table.conditions.append(.runningFor(duration)) }
        if let duration = self.duration(.noProgressFor, in: thresholds) {
            table.conditions.append(.noProgressFor(duration))
        }
        let below = self.number(.progressBelow, in: 0...100)
        let above = self.number(.progressAbove, in: 0...100)
        if let below { table.conditions.append(.progressBelow(below)) }
        if let above { table.conditions.append(.progressAbove(above)) }
        if below == 0 { self.report(.progressBelow, "no progress is below 0") }
        if above == 100 { self.report(.progressAbove, "no progress is above 100") }
        if let below, let above, below <= above {
            self.report(.progressBelow, "must be more than progress-above: no progress is between them")
        }
        table.hold = self.duration(.hold, in: thresholds) ?? .zero
        self.refuseLaterConditions(windows: windows)
        if Self.conditionKeys.allSatisfy({ !self.has($0) }) {
            self.reportTable(
                "a rule needs at least one condition: \(Self.list(Self.conditionKeys.prefix(4).map(\.rawValue)))"
            )
        }
        return table
    }

    /// Checks the conditions that a later version has, and refuses them.
    private func refuseLaterConditions(windows: Set<String>) {
        for key in [ConditionKey.duplicatesAtLeast, .streamsAtLeast, .transcodesAtLeast, .startsAtLeast] {
            let least = key == .duplicatesAtLeast ? 2 : 1
            if self.integer(key, in: least...1_000) != nil { self.refuse(key) }
        }
        if self.duration(.startsWithin, in: .seconds(1)...Self.longest) != nil { self.refuse(.startsWithin) }
        if self.has(.startsAtLeast) != self.has(.startsWithin) {
            let given: ConditionKey = self.has(.startsAtLeast) ? .startsAtLeast : .startsWithin
            self.report(given, "starts-at-least and starts-within belong together: so many starts in that time")
        }
        if self.number(.slowerThanUsual, in: 1...1_000) != nil {
            self.refuse(.slowerThanUsual)
            if !self.has(.runningFor) {
                self.report(.slowerThanUsual, "needs running-for beside it, as its floor")
            }
        }
        self.refuseWindows(.during, windows: windows)
        self.refuseWindows(.notDuring, windows: windows)
    }
}
