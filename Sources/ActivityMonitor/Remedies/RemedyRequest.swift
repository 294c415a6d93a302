// SPDX-License-Identifier: Apache-2.0

/// One request that the shell is to send now: the only thing in this module that changes anything on a server.
///
/// It cannot be made without a ``StopMandate``, so it cannot come from a rule that observes.
package struct RemedyRequest: Hashable, Sendable {
    /// Tells the answer to this request from all others; unique over restarts of the daemon with the state kept.
    package let id: Int
    /// The configured name of the server.
    package let server: String
    /// The installation that it is meant for: another one behind the same name must not get it. Nil where it is not known.
    package let machineIdentifier: String?
    /// What to send.
    package let remedy: Remedy

    /// A request under a mandate.
    init(id: Int, server: String, machineIdentifier: String?, remedy: Remedy, under mandate: StopMandate) {
        self.id = id
        self.server = server
        self.machineIdentifier = machineIdentifier
        self.remedy = remedy
    }
}

/// What became of a ``RemedyRequest``.
package enum RequestOutcome: Hashable, Sendable {
    /// The server answered with this HTTP status.
    case answered(status: Int)
    /// There was no answer in time, or the connection broke: the request may have arrived.
    case noAnswer
    /// It was not sent, so the server was asked nothing and there is nothing to verify: the state could not be made
    /// safe on disk, the identity of the server could not be confirmed, or the target cannot stand in a request.
    ///
    /// - Parameter reason: why, as one sentence for the operator, safe to print.
    case notSent(reason: String)
}
