// SPDX-License-Identifier: Apache-2.0
private import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A bound port of the loopback interface, and its connections.
final class Listener: Sendable {
    /// The open connections.
    private final class Connections: Sendable {
        /// The open connections; nil after ``closeAll()``.
        private let open = Mutex<[ObjectIdentifier: any Channel]?>([:])

        /// Adds a connection until it is closed. After ``closeAll()``, it closes the connection at once.
        func add(_ channel: any Channel) {
            let isInTime = self.open.withLock { open in
                open?[ObjectIdentifier(channel)] = channel
                return open != nil
            }
            guard isInTime else { return channel.close(promise: nil) }
            channel.closeFuture.whenComplete { _ in
                self.open.withLock { $0?[ObjectIdentifier(channel)] = nil }
            }
        }

        /// Closes every connection, also those in the accept queue, and waits for the end.
        func closeAll() async {
            let channels = self.open.withLock { open in
                defer { open = nil }
                return open.map { Array($0.values) } ?? []
            }
            for channel in channels {
                channel.close(promise: nil)
                // The future fails if the client was faster; the connection is closed in any case.
                try? await channel.closeFuture.get()
            }
        }
    }

    /// The port.
    let port: Int
    /// The listening socket.
    private let channel: any Channel
    /// The connections to it.
    private let connections: Connections

    /// A listener on a bound socket.
    private init(channel: any Channel, port: Int, connections: Connections) {
        self.channel = channel
        self.port = port
        self.connections = connections
    }

    /// Binds a port and answers its requests.
    ///
    /// - Parameters:
    ///   - port: the port; 0 takes a free port.
    ///   - host: the functions of the server.
    /// - Throws: An `IOError` if the port cannot be bound.
    static func bind(
        port: Int,
        host: ConnectionHost
    ) async throws -> Listener {
        let connections = Connections()
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in channel.eventLoop.makeCompletedFuture { try channel.closeOnExec() } }
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                connections.add(channel)
                return channel.eventLoop.makeCompletedFuture {
                    try channel.closeOnExec()
                    let pipeline = channel.pipeline.syncOperations
                    let upgrade = WebSocketUpgrade(host: host, eventLoop: channel.eventLoop)
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: false, withServerUpgrade: upgrade.configuration)
                    let delivery = DeliveryRunner(channel: channel, host: host)
                    try pipeline.addHandler(ConversationHandler(runner: delivery, host: host, upgrade: upgrade))
                }
            }
            .bind(host: "127.0.0.1", port: port)
            .get()
        return Listener(channel: channel, port: channel.localAddress?.port ?? port, connections: connections)
    }

    /// Stops listening and closes every connection.
    func stop() async {
        try? await self.channel.close().get()
        await self.connections.closeAll()
    }
}

extension Channel {
    /// Closes the socket in child programs: otherwise a child would keep it listening after this program closes it.
    fileprivate func closeOnExec() throws {
        _ = try self.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
            fcntl(socket, F_SETFD, FD_CLOEXEC)
        }
    }
}
