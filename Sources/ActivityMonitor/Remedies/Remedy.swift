// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// A kind of request that may end an activity.
package enum RemedyKind: String, Hashable, Codable, Sendable, CaseIterable {
    /// `DELETE /activities/{uuid}`
    case cancelActivity = "cancel-activity"
    /// `DELETE /library/sections/{id}/refresh`
    case stopSectionRefresh = "stop-section-refresh"
    /// `DELETE /butler/{task}`
    case stopButlerTask = "stop-butler-task"

    /// Whether it ends one activity by its uuid. The other kinds need the token of an administrator.
    var endsOneActivity: Bool {
        switch self {
        case .cancelActivity: true
        case .stopSectionRefresh, .stopButlerTask: false
        }
    }

    /// The failure of the step when the server answers that it cannot do the request.
    var failureWhenRefused: StopFailure {
        switch self {
        case .cancelActivity, .stopSectionRefresh: .noRemedy
        case .stopButlerTask: .notAButlerTask
        }
    }
}

/// A request that may end an activity, with its target.
package enum Remedy: Hashable, Codable, Sendable {
    /// Cancels one activity.
    case cancelActivity(ActivityID)
    /// Stops every scan of one section.
    case stopSectionRefresh(SectionID)
    /// Stops a maintenance task, and every activity of its types with it.
    case stopButlerTask(ButlerTask.Name)

    /// The kind of request.
    package var kind: RemedyKind {
        switch self {
        case .cancelActivity: .cancelActivity
        case .stopSectionRefresh: .stopSectionRefresh
        case .stopButlerTask: .stopButlerTask
        }
    }

    /// Whether sending it would also end this activity; unknown for a scan that has not named its section yet.
    package func covers(_ activity: Activity) -> Truth {
        switch self {
        case .cancelActivity(let id):
            return Truth(activity.id == id)
        case .stopSectionRefresh(let section):
            guard activity.type == .libraryUpdateSection else { return .no }
            guard let own = activity.sectionID else { return .unknown("a scan has not named its section yet") }
            return Truth(own == section)
        case .stopButlerTask(let task):
            return Truth(activity.type.butlerTask == task)
        }
    }
}
