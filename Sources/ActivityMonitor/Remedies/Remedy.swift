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

    /// The request of this kind for an activity; nil if the kind does not apply.
    ///
    /// Tasks that guard the server's database are never stopped.
    func remedy(for activity: Activity) -> Remedy? {
        switch self {
        case .cancelActivity: activity.isCancellable == true ? self.remedy(covering: activity) : nil
        case .stopSectionRefresh: self.remedy(covering: activity)
        case .stopButlerTask: activity.type.butlerTask?.protectsData == false ? self.remedy(covering: activity) : nil
        }
    }

    /// The request of this kind that surely ends an activity, whether or not it may be sent; nil for none.
    func remedy(covering activity: Activity) -> Remedy? {
        switch self {
        case .cancelActivity:
            .cancelActivity(activity.id)
        case .stopSectionRefresh:
            activity.type == .libraryUpdateSection ? activity.sectionID.map(Remedy.stopSectionRefresh) : nil
        case .stopButlerTask:
            activity.type.butlerTask.map(Remedy.stopButlerTask)
        }
    }

    /// Whether each request of this kind may end an activity: a scan names its section about a second after its start.
    func mayCover(_ activity: Activity) -> Bool {
        switch self {
        case .stopSectionRefresh: activity.type == .libraryUpdateSection && activity.sectionID == nil
        case .cancelActivity, .stopButlerTask: false
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

extension Remedy {
    /// What the request is about: a uuid, the key of a section, or the name of a task.
    package var target: String {
        switch self {
        case .cancelActivity(let id): id.rawValue
        case .stopSectionRefresh(let section): section.rawValue
        case .stopButlerTask(let task): task.rawValue
        }
    }

    /// The request of this kind about this target.
    package init(_ kind: RemedyKind, target: String) {
        switch kind {
        case .cancelActivity: self = .cancelActivity(ActivityID(target))
        case .stopSectionRefresh: self = .stopSectionRefresh(SectionID(target))
        case .stopButlerTask: self = .stopButlerTask(ButlerTask.Name(rawValue: target))
        }
    }
}
