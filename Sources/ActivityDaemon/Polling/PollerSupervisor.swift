// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import Logging
package import MonitorConfiguration
package import PlexClient
import ServerAccess
import ServiceLifecycle
private import Synchronization

/// A server of an accepted configuration, ready to be talked to.
package struct PreparedServer: Sendable {
    /// The `[[server]]` table.
    package var configuration: ServerConfiguration
    /// The server.
    package var server: any PlexServer
    /// Its token.
    package var token: PlexToken

    /// A server with this token.
    package init(configuration: ServerConfiguration, server: any PlexServer, token: PlexToken) {
        self.configuration = configuration
        self.server = server
        self.token = token
    }
}

/// A server that is being polled.
package struct PolledServer: Sendable {
    /// The server.
    package let server: any PlexServer
    /// What is shared with its poller.
    package let control: PollerControl
    /// The `[[server]]` table.
    package let configuration: ServerConfiguration
}

/// Runs one poller and one stream of notifications for each server of the configuration in force.
package final class PollerSupervisor<C: Clock, Generator: RandomNumberGenerator & Sendable>: Service
where C.Instant == ActivityMonitor.Instant {
    private let servers = Mutex<(nextNumber: Int, polled: [String: PolledServer])>((1, [:]))
    private let started: AsyncStream<PolledServer>
    private let continuation: AsyncStream<PolledServer>.Continuation
    private let tokens: any TokenSource
    private let mailbox: Mailbox
    private let health: HealthRegistry
    private let clock: C
    private let generator: Generator
    private let logger: Logger

    /// A supervisor without servers.
    package init(
        tokens: any TokenSource,
        mailbox: Mailbox,
        health: HealthRegistry,
        clock: C,
        generator: Generator,
        logger: Logger
    ) {
        (self.started, self.continuation) = AsyncStream.makeStream()
        self.tokens = tokens
        self.mailbox = mailbox
        self.health = health
        self.clock = clock
        self.generator = generator
        self.logger = logger
    }

    /// What is polled under a name now.
    package subscript(name: String) -> PolledServer? {
        self.servers.withLock { $0.polled[name] }
    }

    /// Polls these servers and no others from now on: pollers of new ones start, those of removed ones end, those of changed
    /// ones end and start anew, and the others go on, with the new token, interval and way of notifications.
    ///
    /// - Returns: The names of those that go on with another token.
    package func apply(_ prepared: [PreparedServer]) -> [String] {
        var changedTokens: [String] = []
        let (stopped, fresh) = self.servers.withLock { servers in
            var stopped = servers.polled
            var fresh: [PolledServer] = []
            var polled: [String: PolledServer] = [:]
            for next in prepared {
                let name = next.configuration.name
                if let current = stopped[name], current.configuration.isSameServer(as: next.configuration) {
                    stopped[name] = nil
                    polled[name] = current
                    current.control.configureInterval(next.configuration.pollInterval)
                    current.control.stream.want(NotificationTransport(next.configuration.notifications))
                    if current.control.adopt(next.token) {
                        current.server.replaceToken(next.token)
                        current.control.tokenWasReplaced()
                        current.control.stream.tokenWasReplaced()
                        changedTokens.append(name)
                    }
                    continue
                }
                let control = PollerControl(
                    id: PollerID(number: servers.nextNumber),
                    interval: next.configuration.pollInterval,
                    token: next.token,
                    transport: NotificationTransport(next.configuration.notifications)
                )
                servers.nextNumber += 1
                let server = PolledServer(server: next.server, control: control, configuration: next.configuration)
                polled[name] = server
                fresh.append(server)
            }
            servers.polled = polled
            return (stopped, fresh)
        }
        for server in stopped.values { server.control.stop() }
        for server in fresh { self.continuation.yield(server) }
        return changedTokens
    }

    /// Runs the pollers until the service is to end; requests under way are given up.
    package func run() async {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for await server in self.started {
                    group.addTask { await self.run(server) }
                }
            }
        }
    }

    /// Runs one poller and its stream until they are stopped.
    private func run(_ polled: PolledServer) async {
        let dependencies = ServerDependencies(
            configuration: polled.configuration,
            server: polled.server,
            control: polled.control,
            tokens: self.tokens,
            mailbox: self.mailbox,
            health: self.health,
            clock: self.clock,
            generator: self.generator,
            logger: self.logger
        )
        await withTaskGroup { group in
            group.addTask { await ServerPoller(dependencies).run() }
            group.addTask { await ServerStream(dependencies).run() }
            group.addTask { _ = await polled.control.stopWanted.notified() }
            await group.next()
            group.cancelAll()
        }
        await polled.server.shutdown()
    }
}

extension ServerConfiguration {
    /// Whether a client and a poller made for this table will do for another one.
    func isSameServer(as other: ServerConfiguration) -> Bool {
        var other = other
        // Both are set while they run.
        other.pollInterval = self.pollInterval
        other.notifications = self.notifications
        return self == other
    }
}
