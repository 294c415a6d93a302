// SPDX-License-Identifier: Apache-2.0

/// One thing that `check --online` looked at, and what it found.
struct OnlineFinding: Encodable, Hashable, Sendable {
    /// Whether it is as the service needs it.
    enum Verdict: String, Encodable, Hashable, Sendable {
        /// It is.
        case ok
        /// The service works, and less well than it could.
        case warning
        /// The service cannot work.
        case error
    }

    /// The server's configured name; nil for the machine.
    var server: String?
    /// What was looked at: `token`, `configuration`, `reach`, `access`, `administrator`, `sections`, `stream` or `systemd`.
    var topic: String
    /// Whether it is as it should be.
    var verdict: Verdict
    /// What was found, in one sentence that is safe to print.
    var found: String
    /// What to do about it; nil where there is nothing to do.
    var cure: String?
    /// Whether the server has refused the token, or what it may do. Not shown: the exit code tells it.
    var isRefusal = false

    private enum CodingKeys: String, CodingKey {
        case server, topic, verdict, found, cure
    }
}
