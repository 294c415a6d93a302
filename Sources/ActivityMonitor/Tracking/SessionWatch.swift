// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Tells the sessions that play from those that the server only goes on listing.
///
/// A session that a notification called stopped, or whose playhead stands still for a minute while it claims to play,
/// may be over: whether it counts is unknown until its playhead moves or a notification says that it plays.
struct SessionWatch: Hashable, Sendable {
    /// For how long a playhead may stand still while its session plays.
    static let standstill = Duration.minutes(1)
    /// How many sessions are remembered at most; those beyond it are taken at their word.
    static let capacity = 1_000

    /// What is known of one session.
    private struct Sight: Hashable {
        /// Where its playhead was.
        var playhead: Duration?
        /// Since when it has been there while the session claimed to play.
        var standsSince: Instant?
        /// Whether a notification called it stopped, and nothing has shown the contrary since.
        var isStopped = false
    }

    private var sights: [String: Sight] = [:]

    /// Nothing is known of any session.
    init() {}

    /// Takes what a notification says of a session.
    mutating func hear(_ notification: PlaybackNotification, receivedAt instant: Instant) {
        guard !notification.key.isEmpty else { return }
        guard notification.state == .stopped else {
            self.sights[notification.key]?.isStopped = false
            self.sights[notification.key]?.standsSince = nil
            return
        }
        guard self.sights.count < Self.capacity || self.sights[notification.key] != nil else { return }
        self.sights[notification.key, default: Sight()].isStopped = true
        // It may have played until just now: only a move from where the next list shows it proves that it plays.
        self.sights[notification.key]?.playhead = nil
    }

    /// Takes the sessions that the server lists, and counts those that play.
    mutating func read(_ sessions: [PlaybackSession], at instant: Instant) -> SessionCount {
        var seen: [String: Sight] = [:]
        let judged = sessions.map { session in
            guard !session.key.isEmpty else { return session }
            let sight = self.sight(of: session, at: instant)
            if seen.count < Self.capacity { seen[session.key] = sight }
            let stands = sight.standsSince.map { $0.duration(to: instant) >= Self.standstill } ?? false
            var session = session
            if session.state != .paused, sight.isStopped || stands { session.state = .unknown }
            return session
        }
        // A session that is not listed is over, and its key is not used again.
        self.sights = seen
        return SessionCount(judged)
    }

    private func sight(of session: PlaybackSession, at instant: Instant) -> Sight {
        var sight = self.sights[session.key] ?? Sight()
        let hasMoved = session.playhead != nil && sight.playhead != nil && session.playhead != sight.playhead
        if hasMoved { sight.isStopped = false }
        if session.state != .playing || session.playhead == nil {
            sight.standsSince = nil
        } else if hasMoved || sight.standsSince == nil {
            sight.standsSince = instant
        }
        sight.playhead = session.playhead ?? sight.playhead
        return sight
    }
}
