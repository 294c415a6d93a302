// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// The request of ours that may have ended an activity. It is kept with the activity, and told with its end.
package struct CoveringRequest: Hashable, Codable, Sendable {
    /// The rule that asked.
    package var rule: String
    /// The remedy, as in `PLEX_REMEDY`.
    package var remedy: String
    /// Whether the activity was no victim of the decision, but shared the target of its request.
    package var isCollateral: Bool
    /// The number of the request; nil in an older state without it.
    package var request: Int?
    /// The section that it stopped; nil for another remedy, and in an older state without it.
    package var section: SectionID?
    /// Whether it may not have been sent, because the service ended before the answer; nil counts as no.
    package var mayBeUnsent: Bool?
}

extension CoveringRequest {
    /// Whether it may have ended an activity, as far as is known by now: a scan that had not named its section when the
    /// request went out may have named another one since.
    func mayCover(_ activity: Activity) -> Bool {
        guard let section = self.section, let own = activity.sectionID else { return true }
        return section == own
    }
}

/// A note of a request on an activity, and the earlier note that it replaced.
struct RequestMark: Hashable, Sendable {
    /// The activity.
    let activity: ActivityID
    /// The note.
    let mark: CoveringRequest
    /// The earlier note; nil for none.
    var before: CoveringRequest?
}

extension ServerTracker {
    /// Notes a request on each activity that its remedy covers.
    ///
    /// - Parameters:
    ///   - covered: the activities that the remedy covers.
    ///   - isVictim: whether one is a victim of the decision; the others are collateral.
    mutating func mark(
        _ covered: [ActivityID], with remedy: Remedy, request: Int, rule: String, isVictim: (ActivityID) -> Bool
    ) -> [RequestMark] {
        let section: SectionID? = if case .stopSectionRefresh(let section) = remedy { section } else { nil }
        return covered.compactMap { id in
            guard let tracked = self.activities[id] else { return nil }
            let mark = CoveringRequest(
                rule: rule, remedy: remedy.kind.rawValue, isCollateral: !isVictim(id), request: request,
                section: section)
            if remedy.covers(tracked.activity) != .yes { self.activities[id]?.earlierRequest = tracked.request }
            self.activities[id]?.request = mark
            return RequestMark(activity: id, mark: mark, before: tracked.request)
        }
    }
}
