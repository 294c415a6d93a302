// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import PlexClient
private import Glibc

extension PollFailure {
    /// What a failed request means for the monitor.
    package init(_ error: PlexClientError) {
        self.init(kind: error.pollFailureKind, status: error.status, explanation: error.explanation)
    }
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
        return text + "; the service's sandbox allows this machine alone: run `systemctl edit plex-activityd`, add "
            + "[Service] and IPAddressAllow= with the server's address, and restart"
    }

    /// Whether another server may answer by now: anything but an answer that shows the server at work.
    var putsIdentityInDoubt: Bool {
        guard let status = self.status else { return true }
        return status >= 500
    }

    fileprivate var pollFailureKind: PollFailure.Kind {
        switch self.reason {
        case .unauthorized: .unauthorized
        case .notJSON, .unreadable, .tooLarge: .unreadable
        case .timedOut: .timedOut
        case .unreachable, .connectionLost, .tls, .cancelled, .shutDown, .invalidRequest: .unreachable
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
