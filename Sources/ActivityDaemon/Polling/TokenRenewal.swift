// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration

/// Reads a server's token again after it was refused.
struct TokenRenewal: Sendable {
    /// The `[[server]]` table.
    let configuration: ServerConfiguration
    /// The server.
    let server: any PlexServer
    /// What is shared with the server's poller and stream.
    let control: PollerControl
    /// Where the token is.
    let tokens: any TokenSource

    /// Reads it, and sends it from now on if it is another one.
    ///
    /// - Returns: Whether it is another one.
    func renew() -> Bool {
        let reading = self.tokens.token(for: self.configuration)
        guard self.control.adopt(reading.token) else { return false }
        self.server.replaceToken(reading.token)
        return true
    }
}
