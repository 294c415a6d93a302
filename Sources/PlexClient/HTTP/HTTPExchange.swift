// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import PlexModel
import Synchronization

/// One request, one answer, within a time limit: the only place that makes requests; streams have connections of their
/// own.
final class HTTPExchange: Sendable {
    /// One thread for all clients of a process: a few requests a second need no more, and each thread costs memory.
    static let sharedGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// Makes connections, and names the server in errors.
    private let connector: ServerConnector
    /// Where the connections live.
    private let eventLoop: any EventLoop
    /// The connections.
    private let pool: NIOLoopBoundBox<ConnectionPool>
    /// The bytes that requests share, with the token of the next one.
    private let header: Mutex<RequestHeader>

    /// An exchange with the server of the configuration.
    init(
        configuration: PlexClientConfiguration, connector: ServerConnector, token: PlexToken, eventLoop: any EventLoop
    ) throws(PlexConfigurationError) {
        guard configuration.requestTimeout > .zero else { throw .invalidTimeout(configuration.requestTimeout) }
        self.connector = connector
        self.eventLoop = eventLoop
        self.header = Mutex(
            RequestHeader(
                try configuration.requestHeaders(), pathPrefix: configuration.address.pathPrefix, token: token))
        self.pool = .makeBoxSendingValue(
            ConnectionPool(connector, eventLoop: eventLoop, timeout: configuration.requestTimeout),
            eventLoop: eventLoop)
    }

    deinit {
        // Does not wait: the last reference may go on an event loop.
        let pool = self.pool
        self.eventLoop.execute { _ = pool.value.shutdown() }
    }

    /// The token of the next request.
    var currentToken: PlexToken { self.header.withLock { $0.token } }

    /// How many connections stand.
    var openConnections: Int {
        get async {
            let pool = self.pool
            return (try? await self.eventLoop.submit { pool.value.openConnections }.get()) ?? 0
        }
    }

    /// Sends another token with the requests from now on.
    func replaceToken(_ token: PlexToken) {
        self.header.withLock { $0 = $0.with(token) }
    }

    /// Closes all connections, and waits until they are closed.
    func shutdown() async {
        let pool = self.pool
        let closed = try? await self.eventLoop.submit { pool.value.shutdown() }.get()
        for future in closed ?? [] { try? await future.get() }
    }

    /// Sends a request and returns the answer with its body.
    func read(_ request: PlexRequest) async throws(PlexClientError) -> PlexAnswer<ResponseBody> {
        try await self.perform(request, wantsBody: true)
    }

    /// Sends a request and returns the answer without its body.
    func send(_ request: PlexRequest) async throws(PlexClientError) -> PlexAnswer<Void> {
        try await self.perform(request, wantsBody: false).with(())
    }

    /// An error of a request to this server, which may have received it.
    func error(_ request: PlexRequest, _ reason: PlexClientError.Reason) -> PlexClientError {
        PlexClientError(
            method: request.method.rawValue, path: request.path, reason: reason, server: self.connector.name)
    }

    /// Sends a request and waits for the end of the exchange.
    private func perform(
        _ request: PlexRequest, wantsBody: Bool
    ) async throws(PlexClientError) -> PlexAnswer<ResponseBody> {
        let order = self.header.withLock {
            ExchangeOrder(request: request, bytes: $0.bytes(request), wantsBody: wantsBody, token: $0.token)
        }
        let (pool, eventLoop, ticket) = (self.pool, self.eventLoop, ExchangeTicket())
        let outcome: Exchange.Outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                eventLoop.execute {
                    pool.value.begin(Exchange(order, ticket: ticket) { continuation.resume(returning: $0) })
                }
            }
        } onCancel: {
            ticket.cancel()
            eventLoop.execute { pool.value.cancel(ticket) }
        }
        switch outcome {
        case .success(let answer):
            return answer
        case .failure(let failure):
            var error = self.error(request, failure.reason)
            error.mayHaveBeenReceived = failure.mayHaveBeenReceived
            throw error
        }
    }
}
