// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// A request that a person sends with `plex-activityctl cancel`.
///
/// The monitor learns of it before it is sent. Else it would call the end of the activity completed, and take its
/// duration for a usual one.
package struct ManualRequest: Hashable, Sendable {
    /// The rule that stands for the person in events, as in `PLEX_RULE`.
    package static let author = "plex-activityctl"

    /// The request.
    package var remedy: Remedy
    /// The activity that the person wants to end; the others that the request covers are collateral.
    package var victim: ActivityID
    /// Whether the request was not sent after all.
    package var isWithdrawn: Bool

    /// A request with these values.
    package init(remedy: Remedy, victim: ActivityID, isWithdrawn: Bool = false) {
        self.remedy = remedy
        self.victim = victim
        self.isWithdrawn = isWithdrawn
    }

    /// The news that the request was not sent after all.
    package var withdrawn: ManualRequest {
        ManualRequest(remedy: self.remedy, victim: self.victim, isWithdrawn: true)
    }
}

extension ServerTracker {
    /// Notes a person's request on each activity that it covers, or takes the notes back. A request of a rule that the
    /// activity bears already stays.
    mutating func note(_ request: ManualRequest) {
        let section: SectionID? = if case .stopSectionRefresh(let section) = request.remedy { section } else { nil }
        for id in Coverage(self).covered(by: request.remedy) {
            guard let tracked = self.activities[id] else { continue }
            let mark = CoveringRequest(
                rule: ManualRequest.author, remedy: request.remedy.kind.rawValue, isCollateral: id != request.victim,
                section: section)
            if request.isWithdrawn {
                if tracked.request == mark { self.activities[id]?.request = nil }
            } else if tracked.request == nil || tracked.request?.rule == ManualRequest.author {
                self.activities[id]?.request = mark
            }
        }
    }
}
