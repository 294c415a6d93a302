// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import Logging
import MonitorConfiguration
private import PlexClient
import ServerAccess

/// The parts that the poller and the stream of one server work with.
package struct ServerDependencies<C: Clock, Generator: RandomNumberGenerator & Sendable>: Sendable
where C.Instant == ActivityMonitor.Instant {
    /// The `[[server]]` table.
    let configuration: ServerConfiguration
    /// The server.
    let server: any PlexServer
    /// The state that poller, stream, loop and sender share.
    let control: PollerControl
    /// Where the token is read again after it was refused.
    let tokens: any TokenSource
    /// Where observations go.
    let mailbox: Mailbox
    /// Where signs of life are announced.
    let health: HealthRegistry
    /// The clock of the observations.
    let clock: C
    /// The source of the back-off's jitter.
    let generator: Generator
    /// Where trouble goes that is not an event.
    let logger: Logger

    /// The configured name.
    var name: String { self.configuration.name }
    /// The party that sends the requests.
    var caller: Caller { self.configuration.caller }
    /// Whether poller and stream are to end.
    var isOver: Bool { Task.isCancelled || self.control.isStopped }

    /// Puts an observation into the mailbox and waits until it was handled.
    func report(_ input: Input) async {
        await self.mailbox.deliver(.observation(from: self.control.id, input))
    }

    /// Reads the token again after it was refused, and sends it from now on if it is another one.
    ///
    /// - Returns: Whether it is another one.
    func renewToken() -> Bool {
        let reading = self.tokens.token(for: self.configuration)
        guard self.control.adopt(reading.token) else { return false }
        self.server.replaceToken(reading.token)
        return true
    }
}

extension ServerConfiguration {
    /// The daemon as the party that sends requests to this server.
    var caller: Caller { .service(serverIsRemote: self.isRemote) }
}
