// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import Glibc
package import PlexClient

/// The one mapping from the client's errors to the failures of the core.
extension PollFailure {
    /// The meaning of a failed request for the monitor.
    package init(_ error: PlexClientError, for caller: Caller) {
        let kind = Kind(error)
        var explanation = error.explanation(for: caller)
        // The filter of IPAddressDeny= drops packets, and TCP sends them again: an attempt to connect fails with no error
        // but its time (measured with systemd 252 on Linux 6.18).
        if caller == .service(serverIsRemote: true), kind == .timedOut {
            explanation += "; if it answers other clients, the service's sandbox may block it: " + sandboxRemedy
        }
        self.init(
            kind: kind, status: error.status, explanation: explanation, lacksToken: error.reason == .tokenMissing)
    }
}

extension PollFailure.Kind {
    /// The kind of failure of a request.
    package init(_ error: PlexClientError) {
        self =
            switch error.reason {
            case .unauthorized, .tokenMissing: .unauthorized
            case .notJSON, .unreadable, .tooLarge, .malformedStream: .unreadable
            case .timedOut, .silent: .timedOut
            case .unreachable, .connectionLost, .streamEnded, .tls, .cancelled, .shutDown, .invalidRequest: .unreachable
            case .badRequest, .forbidden, .notFound, .tooManyRequests, .redirected, .http: .status
            }
    }
}

extension RequestOutcome {
    /// The meaning of a failed request to stop something for the monitor.
    ///
    /// A request that never left was not sent, whatever the reason: nothing that ends later ended because of it.
    package init(_ error: PlexClientError, for caller: Caller) {
        if let status = error.status {
            self = .answered(status: status)
        } else if error.mayHaveBeenReceived {
            self = .noAnswer
        } else {
            self = .notSent(reason: error.explanation(for: caller))
        }
    }
}

extension PlexClientError {
    /// One sentence for the operator, with what to do where the sandbox is the cause.
    package func explanation(for caller: Caller) -> String {
        var text = self.description.printable()
        if case .timedOut = self.reason, self.mayHaveBeenReceived {
            text += "; if the server is only busy, raise request-timeout"
        }
        guard case .service = caller, self.systemErrorNumber == EPERM else { return text }
        return text + "; the service's sandbox only allows this machine: " + sandboxRemedy
    }

    /// Whether another server may answer by now: after every failure but an answer that shows the server at work.
    package var putsIdentityInDoubt: Bool {
        guard let status = self.status else { return true }
        return status >= 500
    }

    private var systemErrorNumber: Int32? {
        switch self.reason {
        case .unreachable(_, let number), .connectionLost(_, let number): number
        default: nil
        }
    }
}

/// How to let requests pass to a server on another machine.
private let sandboxRemedy =
    "run `systemctl edit plex-activityd`, add [Service] and IPAddressAllow= with the server's address, and restart"
