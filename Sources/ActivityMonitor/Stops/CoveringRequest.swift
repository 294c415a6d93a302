// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The request of ours that an activity may have ended of: kept with the activity, and told when it ends.
package struct CoveringRequest: Hashable, Codable, Sendable {
    /// The rule that asked.
    package var rule: String
    /// The remedy, as in `PLEX_REMEDY`.
    package var remedy: String
    /// Whether the activity was none of the decision's victims and only shared their target.
    package var isCollateral: Bool
    /// The number of the request; nil in a state from before it was kept.
    package var request: Int?
    /// Whether it may not have been sent, as the service ended before it was answered; nil for no.
    package var mayBeUnsent: Bool?
}

/// That a request was noted on an activity, and what was noted there before.
struct RequestMark: Hashable, Sendable {
    /// The activity.
    let activity: ActivityID
    /// What was noted.
    let mark: CoveringRequest
    /// The earlier request of ours that covered it; nil where there was none.
    var before: CoveringRequest?
}

extension ServerTracker {
    /// The activities that a remedy would end, or may, in the order of their uuids.
    ///
    /// The row of the butler itself is not counted: it is the caretaker, not the work.
    func covered(by remedy: Remedy) -> [TrackedActivity] {
        if case .cancelActivity(let id) = remedy {
            return self.activities[id].map { $0.activity.type == .butler ? [] : [$0] } ?? []
        }
        return self.activities.values
            .filter { $0.activity.type != .butler && remedy.covers($0.activity) != .no }
            .sorted { $0.activity.id < $1.activity.id }
    }

    /// Whether nothing is left of what a remedy would have ended, as far as the tracker knows: also no row that is still
    /// shown although a notification told its end.
    func isCleared(of remedy: Remedy) -> Bool {
        self.activities.values.allSatisfy { remedy.covers($0.activity) == .no }
            && self.ended.shown.values.allSatisfy { remedy.covers($0) == .no }
    }

    /// Notes on each activity that a remedy covers that the request for it may be what ends it.
    ///
    /// - Parameter victims: what the decision wants to end; all else is collateral.
    mutating func mark(
        coveredBy remedy: Remedy, request: Int, rule: String, victims: Set<ActivityID>
    ) -> [RequestMark] {
        self.covered(by: remedy).map { tracked in
            let id = tracked.activity.id
            let mark = CoveringRequest(
                rule: rule, remedy: remedy.kind.rawValue, isCollateral: !victims.contains(id),
                request: request)
            self.activities[id]?.request = mark
            return RequestMark(activity: id, mark: mark, before: tracked.request)
        }
    }
}
