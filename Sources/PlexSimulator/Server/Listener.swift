// SPDX-License-Identifier: Apache-2.0
private import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import Synchronization

/// A bound port of the loopback interface and the connections to it.
final class Listener: Sendable {
    /// The connections that are open.
    private final class Connections: Sendable {
        /// The open ones; nil once all were closed for good.
        private let open = Mutex<[ObjectIdentifier: any Channel]?>([:])

        /// Adds a connection until it is closed; closes it at once if it comes too late.
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

        /// Closes every connection, also those that are still being accepted, and waits for that.
        func closeAll() async {
            let channels = self.open.withLock { open in
                defer { open = nil }
                return open.map { Array($0.values) } ?? []
            }
            for channel in channels {
                channel.close(promise: nil)
                // It fails if the client was quicker; closed it is in any case.
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

    /// Binds a port and answers the requests that come.
    ///
    /// - Parameters:
    ///   - port: The port; 0 takes a free one.
    ///   - host: What the connections ask.
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
    /// Keeps the socket from programs that this one starts: in one of them it would go on listening after it was closed here.
    fileprivate func closeOnExec() throws {
        _ = try self.pipeline.syncOperations.withUnsafeTransportIfAvailable(of: NIOBSDSocket.Handle.self) { socket in
            fcntl(socket, F_SETFD, FD_CLOEXEC)
        }
    }
}
