// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1
import NIOPosix

/// A bound port of the loopback interface.
struct Listener {
    /// One connection of a client.
    typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    /// The port.
    let port: Int
    /// The connections that come in.
    private let channel: NIOAsyncChannel<Connection, Never>

    /// Binds a port; 0 takes a free one.
    ///
    /// - Throws: An `IOError` if it cannot be bound.
    static func bind(port: Int) async throws -> Listener {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .bind(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false)
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        return Listener(port: channel.channel.localAddress?.port ?? port, channel: channel)
    }

    /// Accepts connections and answers their requests, until the task is cancelled; then every connection is closed.
    ///
    /// - Parameters:
    ///   - answer: Answers one request.
    ///   - wait: Waits for so much of the server's time.
    func run(
        answer: @escaping @Sendable (Request) -> Delivery,
        onLate wait: @escaping @Sendable (Duration) async throws -> Void
    ) async {
        await withDiscardingTaskGroup { group in
            // An error here is the port's being closed, or a connection that was gone before it was accepted.
            try? await self.channel.executeThenClose { connections in
                for try await connection in connections {
                    group.addTask {
                        // A client that goes away in the middle of an answer is what many tests do.
                        try? await Conversation(connection: connection, answer: answer, wait: wait).run()
                    }
                }
            }
            group.cancelAll()
        }
    }
}
