// SPDX-License-Identifier: Apache-2.0
import PlexModel

extension ServerMonitor {
    /// Whether a request may end all that it would end.
    enum Permission: Hashable {
        /// Everything that the request would end is the rule's business.
        case granted
        /// It would end something that is not; what that is called.
        case refused([String])
        /// It cannot be told what all it would end.
        case unclear
    }

    /// Judges whether a remedy would end something that is protected, excepted or not matched by the rule.
    ///
    /// The row of the butler itself is not counted: it is the caretaker, not the work.
    func permission(
        for remedy: Remedy, _ operation: StopOperation, _ rule: IdentifiedRule, isComplete: Bool, _ turn: Turn
    ) -> Permission {
        if case .cancelActivity = remedy { return .granted }
        let evaluator = self.evaluator(turn)
        let composer = self.composer(turn.settings)
        var spared: [String] = []
        var isUnclear = !isComplete
        for tracked in self.covered(by: remedy) where !operation.victims.contains(tracked.activity.id) {
            let isSpared = operation.mandate.plan.victims != .all
            if !isSpared, evaluator.matching(rule.rule, tracked) == .yes { continue }
            if remedy.covers(tracked.activity) == .yes {
                spared.append(composer.name(of: tracked))
            } else {
                isUnclear = true
            }
        }
        guard spared.isEmpty else { return .refused(spared) }
        return isUnclear ? .unclear : .granted
    }

    /// Notes on each activity that the remedy covers that a request of ours may be what ends it.
    ///
    /// - Returns: what those are called that are no victims of the operation.
    mutating func markCovered(by remedy: Remedy, _ operation: StopOperation) -> [ActivityID] {
        var collateral: [ActivityID] = []
        // What the same decision stops by another request is a victim all the same.
        let siblings = self.operations.filter { $0.decision == operation.decision }
        let victims = Set(siblings.flatMap(\.victims)).union(operation.victims)
        for tracked in self.covered(by: remedy) {
            let id = tracked.activity.id
            if !operation.victims.contains(id) { collateral.append(id) }
            self.tracker.activities[id]?.request = CoveringRequest(
                rule: operation.rule, remedy: remedy.kind.rawValue, isCollateral: !victims.contains(id))
        }
        return collateral
    }

    /// Forgets the request that was noted on each activity that the remedy covers, for it was not sent.
    mutating func unmarkCovered(by remedy: Remedy) {
        for tracked in self.covered(by: remedy) { self.tracker.activities[tracked.activity.id]?.request = nil }
    }

    /// The activities that the remedy would end, or may.
    private func covered(by remedy: Remedy) -> [TrackedActivity] {
        self.tracker.activities.values
            .filter { $0.activity.type != .butler && remedy.covers($0.activity) != .no }
            .sorted { $0.activity.id < $1.activity.id }
    }
}
