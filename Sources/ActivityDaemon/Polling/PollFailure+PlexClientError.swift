// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import Glibc
package import PlexClient

extension PollFailure {
    /// What a failed request means for the monitor.
    ///
    /// - Parameter isRemote: Whether the server is on another machine, to which the service's sandbox must let requests pass.
    package init(_ error: PlexClientError, isRemote: Bool) {
        var explanation = error.explanation
        // The filter of IPAddressDeny= drops packets, and TCP sends them again: an attempt to connect fails with no error
        // but its time (measured with systemd 252 on Linux 6.18).
        if isRemote, error.pollFailureKind == .timedOut {
            explanation += "; if it answers others, the service's sandbox may be in the way: " + Self.sandboxRemedy
        }
        self.init(kind: error.pollFailureKind, status: error.status, explanation: explanation)
    }

    /// How to let requests pass to a server on another machine.
    fileprivate static let sandboxRemedy =
        "run `systemctl edit plex-activityd`, add [Service] and IPAddressAllow= with the server's address, and restart"
}

extension RequestOutcome {
    /// What a failed request to stop something means for the monitor.
    package init(_ error: PlexClientError) {
        switch error.reason {
        case .invalidRequest, .shutDown: self = .notSent(reason: error.explanation)
        default: self = error.status.map { .answered(status: $0) } ?? .noAnswer
        }
    }
}

extension PlexClientError {
    /// One sentence for the operator, with what to do where the sandbox is the cause.
    var explanation: String {
        let text = self.description.printable()
        guard self.systemErrorNumber == EPERM else { return text }
        return text + "; the service's sandbox allows this machine alone: " + PollFailure.sandboxRemedy
    }

    /// Whether another server may answer by now: anything but an answer that shows the server at work.
    var putsIdentityInDoubt: Bool {
        guard let status = self.status else { return true }
        return status >= 500
    }

    fileprivate var pollFailureKind: PollFailure.Kind {
        switch self.reason {
        case .unauthorized: .unauthorized
        case .notJSON, .unreadable, .tooLarge, .malformedStream: .unreadable
        case .timedOut, .silent: .timedOut
        case .unreachable, .connectionLost, .streamEnded, .tls, .cancelled, .shutDown, .invalidRequest: .unreachable
        case .badRequest, .forbidden, .notFound, .tooManyRequests, .redirected, .http: .status
        }
    }

    private var systemErrorNumber: Int32? {
        switch self.reason {
        case .unreachable(_, let number), .connectionLost(_, let number): number
        default: nil
        }
    }
}
