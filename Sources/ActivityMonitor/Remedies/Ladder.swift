// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Which remedies apply to an activity, in the order in which they are tried.
enum Ladder {
    /// The kinds of remedies that the plan allows and that apply to the activity, or may in a moment.
    static func steps(for activity: Activity, plan: StopPlan) -> [RemedyKind] {
        (plan.remedies ?? RemedyKind.allCases).filter { kind in
            Self.remedy(kind, for: activity) != nil || Self.isAwaited(kind, for: activity)
        }
    }

    /// Whether a remedy does not apply yet, but will when a scan has named its section, about a second after its start.
    static func isAwaited(_ kind: RemedyKind, for activity: Activity) -> Bool {
        kind == .stopSectionRefresh && activity.type == .libraryUpdateSection && activity.sectionID == nil
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
