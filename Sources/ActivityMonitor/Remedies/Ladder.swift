// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Which remedies apply to an activity, in the order in which they are tried.
enum Ladder {
    /// The kinds of remedies that the plan allows and that can apply to the activity.
    static func steps(for activity: Activity, plan: StopPlan) -> [RemedyKind] {
        (plan.remedies ?? RemedyKind.allCases).filter { Self.remedy($0, for: activity) != nil }
    }

    /// The remedy of a kind for an activity, or nil where it cannot apply.
    ///
    /// Tasks that guard the server's database are never stopped.
    static func remedy(_ kind: RemedyKind, for activity: Activity) -> Remedy? {
        switch kind {
        case .cancelActivity:
            return activity.isCancellable == true ? .cancelActivity(activity.id) : nil
        case .stopSectionRefresh:
            guard activity.type == .libraryUpdateSection else { return nil }
            return activity.sectionID.map(Remedy.stopSectionRefresh)
        case .stopButlerTask:
            guard let task = activity.type.butlerTask, !task.protectsData else { return nil }
            return .stopButlerTask(task)
        }
    }
}
