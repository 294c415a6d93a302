// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// A change of the world that was told to the streams that were open.
package struct RecordedChange: Hashable, Sendable {
    /// When it happened, counted from the server's start.
    package var time: Duration
    /// What happened.
    package var change: WorldChange

    /// What happened, in a few words without titles, which may be anything.
    package var line: String {
        switch self.change {
        case .activity(let notification):
            let progress = notification.activity?.progress.percentage.map { " \($0)" } ?? ""
            return "activity \(notification.change.rawValue) \(notification.id.rawValue)\(progress)"
        case .playing(let session, let state): return "playing \(session.key) \(state)"
        case .restarted: return "restart"
        }
    }
}
