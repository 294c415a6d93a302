// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// A change of the world that open streams were told.
package struct RecordedChange: Hashable, Sendable {
    /// The time since the server's start.
    package var time: Duration
    /// The change.
    package var change: WorldChange

    /// The change in a few words, without titles, which may contain any text.
    package var line: String {
        switch self.change {
        case .activity(let notification):
            let progress = notification.activity?.progress.percentage.map { " \($0)" } ?? ""
            return "activity \(notification.change.rawValue) \(notification.id.rawValue)\(progress)"
        case .playing(let session, let state, _): return "playing \(session.key) \(state)"
        case .restarted: return "restart"
        }
    }
}
