// SPDX-License-Identifier: Apache-2.0

/// `during`: at least one of these windows is open.
package struct During: ConditionDefinition {
    static let field = ConditionField("during", .windows)
    static let needs: ConditionNeeds = .localTime

    /// The windows.
    package let windows: [TimeWindow]

    init(_ windows: [TimeWindow]) {
        self.windows = windows
    }

    init?(_ values: ConditionValues) {
        guard let windows = values.windows(Self.field) else { return nil }
        self.init(windows)
    }

    var values: ConditionValues { [Self.field: .windows(self.windows)] }
    var condition: Condition { .during(self) }
    // The hours of a server are not known to the configuration.
    var hours: ConditionHours? { self.windows.contains(where: \.isOfServer) ? nil : .whileOpen(self.windows) }

    func judge(_ activity: JudgedActivity, by evaluator: RuleEvaluator) -> Judgement {
        .windows(self.windows, evaluator) { $0 }
    }
}

extension Condition {
    /// `during` with these windows.
    package static func during(_ windows: [TimeWindow]) -> Condition { During(windows).condition }
}

extension Judgement {
    /// Judges whether one of the windows is open at a local time, which may be unknown.
    static func windows(
        _ windows: [TimeWindow], _ evaluator: RuleEvaluator, _ holds: (Truth) -> Truth
    ) -> Judgement {
        let names = windows.map(\.name).joined(separator: ", ")
        guard let time = evaluator.localTime else {
            return Judgement(nil, names, .unknown("the local time is not known"))
        }
        let isOpen = windows.reduce(Truth.no) { $0 || $1.isOpen(at: time, maintenance: evaluator.maintenance) }
        if case .unknown = isOpen { return Judgement(nil, names, isOpen) }
        return Judgement(time.text, names, holds(isOpen))
    }
}
