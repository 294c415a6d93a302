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
        self.permission(
            for: remedy, besides: operation.victims, operation.mandate.plan, rule.rule, isComplete: isComplete, turn)
    }

    /// The same for victims that nothing has been opened for yet.
    func permission(
        for remedy: Remedy, besides victims: [ActivityID], _ plan: StopPlan, _ rule: Rule, isComplete: Bool,
        _ turn: Turn
    ) -> Permission {
        if case .cancelActivity = remedy { return .granted }
        let evaluator = self.evaluator(turn)
        let composer = self.composer(turn.settings)
        var spared: [String] = []
        var isUnclear = !isComplete
        for tracked in self.covered(by: remedy) where !victims.contains(tracked.activity.id) {
            if plan.agreed.contains(tracked.activity.id) { continue }
            let isSpared = plan.victims != .all
            if !isSpared, evaluator.matching(rule, tracked) == .yes { continue }
            // What only this poll leaves in doubt, the next one tells.
            if !tracked.doubts.isEmpty {
                isUnclear = true
                continue
            }
            if remedy.covers(tracked.activity) == .yes {
                spared.append(composer.name(of: tracked))
            } else {
                isUnclear = true
            }
        }
        // What has ended by what a notification said and is still shown may be either.
        if self.tracker.ended.shown.values.contains(where: { $0.type != .butler && remedy.covers($0) != .no }) {
            isUnclear = true
        }
        guard spared.isEmpty else { return .refused(spared) }
        return isUnclear ? .unclear : .granted
    }

    /// Notes on each activity that a remedy covers that the request for it may be what ends it, and keeps
    /// in the operation what was noted there before.
    mutating func markCovered(by remedy: Remedy, _ operation: inout StopOperation) {
        // What the same decision stops by another request is a victim all the same.
        let siblings = self.operations.filter { $0.decision == operation.decision }
        let victims = Set(siblings.flatMap(\.victims)).union(operation.victims)
        operation.marks = self.covered(by: remedy).map { tracked in
            let id = tracked.activity.id
            let mark = CoveringRequest(
                rule: operation.rule, remedy: remedy.kind.rawValue, isCollateral: !victims.contains(id))
            self.tracker.activities[id]?.request = mark
            return RequestMark(activity: id, mark: mark, before: tracked.request)
        }
        operation.collateral = operation.marks.map(\.activity).filter { !operation.victims.contains($0) }
    }

    /// Takes back what was noted of the operation's last request, for it was not sent: an earlier request that was may
    /// still be what an activity ends of. A mark that another request has put there since stays.
    mutating func unmarkCovered(_ operation: StopOperation) {
        for mark in operation.marks where self.tracker.activities[mark.activity]?.request == mark.mark {
            self.tracker.activities[mark.activity]?.request = mark.before
        }
    }

    /// The activities that the remedy would end, or may.
    func covered(by remedy: Remedy) -> [TrackedActivity] {
        self.tracker.activities.values
            .filter { $0.activity.type != .butler && remedy.covers($0.activity) != .no }
            .sorted { $0.activity.id < $1.activity.id }
    }
}
