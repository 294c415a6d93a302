// SPDX-License-Identifier: Apache-2.0

/// One request that the shell must send now. Nothing else in this module changes a server.
///
/// Making one requires a ``StopMandate``, which an observing rule lacks.
package struct RemedyRequest: Hashable, Sendable {
    /// The number that pairs an answer with its request. If the state is kept, it is unique over restarts of the daemon.
    package let id: Int
    /// The configured name of the server.
    package let server: String
    /// The installation that must get the request; another one at the same address must not. Nil if it is unknown.
    package let machineIdentifier: String?
    /// The remedy to send.
    package let remedy: Remedy

    /// A request that a mandate permits.
    init(id: Int, server: String, machineIdentifier: String?, remedy: Remedy, under mandate: StopMandate) {
        self.id = id
        self.server = server
        self.machineIdentifier = machineIdentifier
        self.remedy = remedy
    }
}

/// The outcome of a ``RemedyRequest``.
package enum RequestOutcome: Hashable, Sendable {
    /// The server answered with this HTTP status.
    case answered(status: Int)
    /// No answer came in time, or the connection broke. The request may have arrived.
    case noAnswer
    /// It was not sent, so there is no effect to verify. The state could not be saved, the identity of the server could
    /// not be confirmed, or the target cannot be part of a request.
    ///
    /// - Parameter reason: one sentence for the operator, safe to print.
    case notSent(reason: String)
}
