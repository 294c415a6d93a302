// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
package import PlexClient
import PlexModel
private import Synchronization

/// Tells a poller from its predecessor under the same name.
package struct PollerID: Hashable, Sendable {
    /// Counts the pollers of this process, from 1.
    let number: Int
}

/// The state that the poller of one server shares with the loop, the server's stream and the sender of requests.
package final class PollerControl: Sendable {
    private struct State {
        var wishes: PollWishes
        var playbacks = PendingPlaybacks()
        var identity = IdentityConfidence()
        var token: PlexToken
        var isStopped = false
    }

    /// The poller's number.
    package let id: PollerID
    /// The state that is shared with the stream of the same server.
    package let stream: StreamControl
    /// Notifies the poller of a wish that may end its wait.
    let wishesChanged = Notify()
    /// Notifies the poller's supervisor that the poller is to end.
    let stopWanted = Notify()
    private let state: Mutex<State>

    /// The control of a poller that polls at this interval with this token, and of a stream that comes in this way; nil for
    /// no stream.
    package init(id: PollerID, interval: Duration, token: PlexToken, transport: NotificationTransport? = nil) {
        self.id = id
        self.stream = StreamControl(transport: transport)
        self.state = Mutex(
            State(wishes: PollWishes(interval: interval, configuredInterval: interval), token: token))
    }

    // MARK: - Wishes

    /// All that is wanted of the poller now.
    var wishes: PollWishes { self.state.withLock { $0.wishes } }
    /// The time between two polls at present: the configured one, a multiple of it, or a shorter one.
    package var interval: Duration { self.wishes.interval }
    /// Whether a poll is wanted that is sent from now on.
    var pollIsWanted: Bool { self.wishes.pollIsWanted }
    /// Whether the sessions are to be read before each poll.
    var needsSessions: Bool { self.wishes.needsSessions }

    /// Asks for a poll that is sent after this moment; one that is under way does not count.
    package func pollNow() {
        self.wish { $0.pollIsWanted = true }
    }

    /// Says that a person began, paused or stopped to play: where the sessions are read at all, they are soon read again.
    func sessionsHaveChanged(_ playbacks: [PlaybackNotification], at instant: Instant) {
        if !playbacks.isEmpty { self.state.withLock { $0.playbacks.add(playbacks, at: instant) } }
        self.wish { if $0.needsSessions { $0.sessionsHaveChanged = true } }
    }

    /// Takes the news of sessions since the last call.
    func takePlaybacks() -> [PendingPlaybacks.Message] {
        self.state.withLock { $0.playbacks.take() }
    }

    /// Changes the configured time between two polls, which is also the one at present until another is set.
    package func configureInterval(_ interval: Duration) {
        self.wish { wishes in
            guard wishes.configuredInterval != interval else { return }
            wishes.configuredInterval = interval
            wishes.interval = interval
        }
    }

    /// Changes the time between two polls at present, also of the wait that has begun.
    package func setInterval(_ interval: Duration) {
        self.wish { $0.interval = interval }
    }

    /// Says that the server has got another token: a wait for its acceptance is over.
    package func tokenWasReplaced() {
        self.wish { $0.tokenWasReplaced = true }
    }

    /// Says whether the sessions are to be read before each poll.
    package func setNeedsSessions(_ needsSessions: Bool) {
        self.state.withLock { $0.wishes.needsSessions = needsSessions }
    }

    /// Whether the hours of the server's maintenance are to be read.
    var needsMaintenanceHours: Bool { self.wishes.needsMaintenanceHours }

    /// Says whether the hours of the server's maintenance are to be read.
    package func setNeedsMaintenanceHours(_ needsHours: Bool) {
        self.state.withLock { $0.wishes.needsMaintenanceHours = needsHours }
    }

    /// Notes that a poll goes out now: what was wanted of it is done.
    func pollBegins() {
        self.state.withLock { state in
            state.wishes.pollIsWanted = false
            state.wishes.tokenWasReplaced = false
        }
    }

    /// Notes that the sessions are read now.
    func sessionsAreRead() {
        self.state.withLock { $0.wishes.sessionsHaveChanged = false }
    }

    private func wish(_ change: (inout PollWishes) -> Void) {
        let hasChanged = self.state.withLock { state in
            let before = state.wishes
            change(&state.wishes)
            return state.wishes != before
        }
        if hasChanged { self.wishesChanged.notify() }
    }

    // MARK: - Identity

    /// Whether we know which server answers.
    var identity: IdentityConfidence { self.state.withLock { $0.identity } }
    /// Whether the server's identity was read after the last request that put it in doubt: only then may a request
    /// that stops something go out.
    package var identityIsConfirmed: Bool { self.identity.isConfirmed }
    /// The installation that answered when the server was last asked who it is; nil before that.
    var machineIdentifier: String? { self.identity.machineIdentifier }

    /// Notes that another server may answer by now.
    package func doubtIdentity() {
        self.state.withLock { $0.identity.doubt() }
    }

    /// Notes that the server said who it is, in answer to a request that was sent after so many doubts: a later one stays.
    func confirmIdentity(_ machineIdentifier: String, after doubts: Int) {
        self.state.withLock { $0.identity.confirm(machineIdentifier, after: doubts) }
    }

    // MARK: - Token and end

    /// Notes the token that is in use from now on.
    ///
    /// - Returns: Whether it is another one.
    package func adopt(_ token: PlexToken) -> Bool {
        self.state.withLock { state in
            defer { state.token = token }
            return state.token != token
        }
    }

    /// Whether the poller is to end.
    package var isStopped: Bool { self.state.withLock { $0.isStopped } }

    /// Ends the poller; what it still says is void.
    package func stop() {
        self.state.withLock { $0.isStopped = true }
        self.stopWanted.notify()
        self.wishesChanged.notify()
    }
}
