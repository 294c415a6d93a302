// SPDX-License-Identifier: Apache-2.0
private import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// Listens, and ends when nobody has been connected for a while.
struct WebServer: Sendable {
    /// Where to listen.
    enum Place: Hashable, Sendable {
        /// Sockets that systemd has bound.
        case sockets([Int32])
        /// An address of this machine; port 0 takes a free one.
        case address(host: String, port: Int)
    }

    private let channels: [any Channel]
    private let service: WebService
    private let group: MultiThreadedEventLoopGroup

    /// The port of the first socket; nil for a Unix socket.
    var port: Int? { self.channels.first?.localAddress?.port }

    /// Begins to listen.
    static func start(
        at place: Place, names: Set<String>, limits: WebLimits = WebLimits(), answers: WebAnswers, store: WebStore
    ) async throws -> WebServer {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let eventLoop = group.next()
        let service = try await eventLoop.submit {
            WebService(names: names, limits: limits, answers: answers, store: store, eventLoop: eventLoop)
        }
        .get()
        let bootstrap = Self.bootstrap(group, service)
        var channels: [any Channel] = []
        switch place {
        case .sockets(let descriptors):
            for descriptor in descriptors { channels.append(try await bootstrap.withBoundSocket(descriptor).get()) }
        case .address(let host, let port):
            channels.append(try await bootstrap.bind(host: host, port: port).get())
        }
        return WebServer(channels: channels, service: service, group: group)
    }

    /// Whether nobody has been connected for so long.
    func isIdle(for time: TimeAmount) -> Bool { self.service.isIdle(for: time) }

    /// Waits until nobody has been connected for so long, and stops to listen.
    func run(idleLimit: TimeAmount) async throws {
        while !self.isIdle(for: idleLimit) {
            try await Task.sleep(for: min(.seconds(5), .nanoseconds(idleLimit.nanoseconds)))
        }
        try await self.stop()
    }

    /// Stops to listen, and closes all connections.
    func stop() async throws {
        for channel in self.channels { try await channel.close() }
        try await self.group.shutdownGracefully()
    }

    private static func bootstrap(_ group: MultiThreadedEventLoopGroup, _ service: WebService) -> ServerBootstrap {
        ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 256)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.maxMessagesPerRead, value: 4)
            // One connection may make this program keep 1 MiB at most, besides one answer.
            .childChannelOption(
                .writeBufferWaterMark, value: ChannelOptions.Types.WriteBufferWaterMark(low: 64 << 10, high: 1 << 20)
            )
            .childChannelInitializer { channel in
                guard service.admit(channel) else { return channel.close() }
                return channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    // One request after the other: a client cannot make work pile up.
                    try pipeline.configureHTTPServerPipeline(
                        withPipeliningAssistance: true, withErrorHandling: true)
                    try pipeline.addHandler(ConnectionHandler(service: service))
                }
            }
    }
}
