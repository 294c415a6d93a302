// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
package import PlexClient
private import Synchronization

/// Tells a poller from its predecessor under the same name.
package struct PollerID: Hashable, Sendable {
    /// Counts the pollers of this process, from 1.
    let number: Int
}

/// What the loop and the sender of requests share with the poller of one server.
package final class PollerControl: Sendable {
    private struct State {
        var interval: Duration
        var configuredInterval: Duration
        var token: PlexToken
        var pollIsWanted = false
        var needsSessions = false
        var tokenWasReplaced = false
        var sessionsHaveChanged = false
        var identityIsConfirmed = false
        var machineIdentifier: String?
        var identityDoubts = 0
        var isStopped = false
    }

    /// Which poller this is.
    package let id: PollerID
    /// What is shared with the stream of the same server.
    package let stream: StreamControl
    /// Rings whenever the poller should look again at what is wanted of it.
    let bell = Bell()
    /// Rings when the poller is to end.
    let stopBell = Bell()
    private let state: Mutex<State>

    /// The control of a poller that polls at this interval with this token, and of a stream that comes in this way; nil for
    /// none.
    package init(id: PollerID, interval: Duration, token: PlexToken, transport: NotificationTransport? = nil) {
        self.id = id
        self.stream = StreamControl(transport: transport)
        self.state = Mutex(State(interval: interval, configuredInterval: interval, token: token))
    }

    /// The time between two polls at present: the configured one, a multiple of it, or a shorter one.
    package var interval: Duration { self.state.withLock { $0.interval } }
    /// The time between two polls that the configuration names: the grid on which they lie.
    package var configuredInterval: Duration { self.state.withLock { $0.configuredInterval } }
    /// Whether the server's identity was read after the last request that put it in doubt: only then may a request
    /// that stops something go out.
    package var identityIsConfirmed: Bool { self.state.withLock { $0.identityIsConfirmed } }
    /// Whether the poller is to end.
    package var isStopped: Bool { self.state.withLock { $0.isStopped } }
    /// Whether a poll is wanted that is sent from now on.
    var pollIsWanted: Bool { self.state.withLock { $0.pollIsWanted } }

    /// Asks for a poll that is sent after this moment; one that is under way does not count.
    package func pollNow() {
        self.state.withLock { $0.pollIsWanted = true }
        self.bell.ring()
    }

    /// Notes that a poll goes out now.
    func pollBegins() {
        self.state.withLock { $0.pollIsWanted = false }
    }

    /// Whether the sessions are to be read before each poll.
    var needsSessions: Bool { self.state.withLock { $0.needsSessions } }

    /// Says whether the sessions are to be read before each poll.
    package func setNeedsSessions(_ needsSessions: Bool) {
        self.state.withLock { $0.needsSessions = needsSessions }
    }

    /// Says that somebody began, paused or stopped to play: where the sessions are read at all, they are soon read again.
    func sessionsHaveChanged() {
        let isNews = self.state.withLock { state in
            guard state.needsSessions, !state.sessionsHaveChanged else { return false }
            state.sessionsHaveChanged = true
            return true
        }
        if isNews { self.bell.ring() }
    }

    /// Whether the sessions have changed since they were read.
    var sessionsAreOld: Bool { self.state.withLock { $0.sessionsHaveChanged } }

    /// Notes that the sessions are read now.
    func sessionsAreRead() {
        self.state.withLock { $0.sessionsHaveChanged = false }
    }

    /// Changes the configured time between two polls, which is also the one at present until another is set.
    package func configureInterval(_ interval: Duration) {
        let hasChanged = self.state.withLock { state in
            guard state.configuredInterval != interval else { return false }
            state.configuredInterval = interval
            state.interval = interval
            return true
        }
        if hasChanged { self.bell.ring() }
    }

    /// Changes the time between two polls at present, also of the wait that has begun.
    package func setInterval(_ interval: Duration) {
        let hasChanged = self.state.withLock { state in
            defer { state.interval = interval }
            return state.interval != interval
        }
        if hasChanged { self.bell.ring() }
    }

    /// Notes that another server may answer by now.
    package func doubtIdentity() {
        self.state.withLock { state in
            state.identityIsConfirmed = false
            state.identityDoubts += 1
        }
    }

    /// How often the identity has been put in doubt.
    var identityDoubts: Int { self.state.withLock { $0.identityDoubts } }

    /// Notes that the server said who it is, in answer to a request that was sent after so many doubts: a later one stays.
    func confirmIdentity(_ machineIdentifier: String, after doubts: Int) {
        self.state.withLock { state in
            state.machineIdentifier = machineIdentifier
            if state.identityDoubts == doubts { state.identityIsConfirmed = true }
        }
    }

    /// The installation that answered when the server was last asked who it is; nil before that.
    var machineIdentifier: String? { self.state.withLock { $0.machineIdentifier } }

    /// Notes the token that is in use from now on.
    ///
    /// - Returns: Whether it is another one.
    package func adopt(_ token: PlexToken) -> Bool {
        self.state.withLock { state in
            defer { state.token = token }
            return state.token != token
        }
    }

    /// Says that the server has got another token: a wait for its acceptance is over.
    package func tokenWasReplaced() {
        self.state.withLock { $0.tokenWasReplaced = true }
        self.bell.ring()
    }

    /// Whether the server has got another token since this was last asked.
    func takeTokenReplacement() -> Bool {
        self.state.withLock { state in
            defer { state.tokenWasReplaced = false }
            return state.tokenWasReplaced
        }
    }

    /// Ends the poller; what it still says is void.
    package func stop() {
        self.state.withLock { $0.isStopped = true }
        self.stopBell.ring()
        self.bell.ring()
    }
}
