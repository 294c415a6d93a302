// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// What was observed of one player.
struct SeenPlayer {
    /// Where it was.
    var playhead: Duration?
    /// Since when it has been there while it claims to play.
    var standsSince: Moment?
    /// Whether news have called it stopped, and nothing has shown the contrary since.
    var isStopped = false
}

extension EntryScene {
    /// Takes the sessions: of one that may be a ghost nobody knows whether somebody plays.
    func readSessions(_ sessions: [PlaybackSession]?, at now: Moment) {
        guard let sessions else {
            self.sessions = .some(nil)
            return
        }
        var seen: [String: SeenPlayer] = [:]
        let judged = sessions.map { session in
            var player = self.players[session.key] ?? SeenPlayer()
            let isElsewhere =
                player.playhead != nil && session.playhead != nil && session.playhead != player.playhead
            if isElsewhere { player.isStopped = false }
            if session.state != .playing || session.playhead == nil {
                player.standsSince = nil
            } else if isElsewhere || player.standsSince == nil {
                player.standsSince = now
            }
            player.playhead = session.playhead ?? player.playhead
            seen[session.key] = player
            var session = session
            let stands = player.standsSince.map { now - $0 >= .minutes(1) } ?? false
            if player.isStopped || stands { session.state = .unknown }
            return session
        }
        self.players = seen
        self.sessions = .some(judged)
    }

    /// Takes news of a player.
    func hear(_ news: PlaybackNotification) {
        self.players[news.key, default: SeenPlayer()].isStopped = news.state == .stopped
        if news.state != .stopped { self.players[news.key]?.standsSince = nil }
    }
}
