// SPDX-License-Identifier: Apache-2.0

/// One finding of `check --online`.
struct OnlineFinding: Encodable, Hashable, Sendable {
    /// Whether the service can work with it.
    enum Verdict: String, Encodable, Hashable, Sendable {
        /// The service can work.
        case ok
        /// The service works with a restriction.
        case warning
        /// The service cannot work.
        case error
    }

    /// The server's configured name; nil for the machine.
    var server: String?
    /// The topic: `token`, `configuration`, `reach`, `tls`, `access`, `administrator`, `sections`, `stream` or
    /// `systemd`.
    var topic: String
    /// The verdict.
    var verdict: Verdict
    /// The finding, in one sentence that is safe to print.
    var found: String
    /// What to do; nil where nothing needs to be done.
    var cure: String?
    /// Whether the server refused the token or a permission. It decides the exit code, and JSON leaves it out.
    var isRefusal = false

    private enum CodingKeys: String, CodingKey {
        case server, topic, verdict, found, cure
    }
}
