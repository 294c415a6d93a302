// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import PlexModel
import Synchronization

/// One request, one answer, within a time limit: the only place that makes requests; streams have connections of their own.
final class HTTPExchange: Sendable {
    /// The longest body that is read, in bytes: some 10,000 activities fit into half of it.
    static let maximumBody = 4 * 1024 * 1024
    /// The longest body that is read where only the status counts; a longer one costs its connection.
    static let maximumUnusedBody = 64 * 1024

    /// One thread for all clients of a process: a few requests a second need no more, and each thread costs memory.
    static let sharedGroup = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    /// The pool of connections.
    private let client: HTTPClient
    /// The url without a final slash, to which paths are appended.
    private let base: String
    /// The headers of every request, without the token.
    private let headers: HTTPHeaders
    /// How long the whole exchange may take.
    private let timeout: Duration
    /// The token of the next request.
    private let token: Mutex<PlexToken>

    /// An exchange with the server of the configuration.
    init(
        configuration: PlexClientConfiguration, token: PlexToken, eventLoopGroup: (any EventLoopGroup)?
    ) throws(PlexConfigurationError) {
        guard configuration.requestTimeout > .zero else { throw .invalidTimeout(configuration.requestTimeout) }
        self.headers = try configuration.requestHeaders()
        self.base = configuration.address.url
        self.timeout = configuration.requestTimeout
        self.token = Mutex(token)
        self.client = HTTPClient(
            eventLoopGroup: eventLoopGroup ?? Self.sharedGroup, configuration: try configuration.poolConfiguration())
    }

    deinit {
        // Does not wait: the last reference may go on an event loop. A second shutdown only fails its future.
        _ = self.client.shutdown() as EventLoopFuture<Void>
    }

    /// The token of the next request.
    var currentToken: PlexToken { self.token.withLock { $0 } }

    /// Sends another token with the requests from now on.
    func replaceToken(_ token: PlexToken) {
        self.token.withLock { $0 = token }
    }

    /// Closes all connections.
    func shutdown() async {
        // The only error is that it was shut down before.
        try? await self.client.shutdown().get()
    }

    /// The answer to a request of which the body counts.
    func read(_ request: PlexRequest) async throws(PlexClientError) -> PlexAnswer<ResponseBody> {
        try await self.withinTimeout(request) { await self.perform(request, wantsBody: true) }
    }

    /// The answer to a request of which only the status counts.
    func send(_ request: PlexRequest) async throws(PlexClientError) -> PlexAnswer<Void> {
        try await self.withinTimeout(request) { await self.perform(request, wantsBody: false) }.with(())
    }

    /// How an exchange ended.
    private typealias Outcome = Result<PlexAnswer<ResponseBody>, PlexClientError>

    /// Runs an exchange and ends it when its time is over or its task is cancelled.
    ///
    /// AsyncHTTPClient's own limit covers the way to the head of the answer only.
    private func withinTimeout(
        _ request: PlexRequest, _ perform: @escaping @Sendable () async -> Outcome
    ) async throws(PlexClientError) -> PlexAnswer<ResponseBody> {
        let timeout = self.timeout
        let outcome = await withTaskGroup(of: Outcome?.self) { group -> Outcome in
            group.addTask { await perform() }
            group.addTask {
                try? await Task.sleep(for: timeout, clock: .continuous)
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            if let first { return first }
            // The time is over. What the exchange still makes of it counts when it knew the status already.
            let last = await group.next() ?? nil
            if let last, last != .failure(request.error(.cancelled)) { return last }
            return .failure(request.error(Task.isCancelled ? .cancelled : .timedOut(after: timeout)))
        }
        return try outcome.get()
    }

    /// The exchange itself, without a limit of time.
    private func perform(_ request: PlexRequest, wantsBody: Bool) async -> Outcome {
        let token = self.currentToken
        var message = HTTPClientRequest(url: self.base + request.path)
        message.method = HTTPMethod(rawValue: request.method.rawValue)
        message.headers = self.headers
        if !token.isEmpty { message.headers.add(name: "X-Plex-Token", value: token.secret) }

        let response: HTTPClientResponse
        do {
            response = try await self.client.execute(message, timeout: TimeAmount(self.timeout))
        } catch {
            return .failure(request.error(TransportFailure.reason(for: error, timeout: self.timeout)))
        }
        guard (200...299).contains(response.status.code) else {
            let body = await self.collect(response, limit: Self.maximumUnusedBody)
            let reason = StatusFailure.reason(
                status: Int(response.status.code), headers: response.headers, body: body.bytes, token: token)
            return .failure(request.error(reason))
        }
        var answer = PlexAnswer(
            value: ResponseBody(bytes: [], contentType: response.headers.first(name: "Content-Type")),
            status: Int(response.status.code),
            startedActivity: response.headers.first(name: "X-Plex-Activity").flatMap(Self.activityID),
            apiVersion: response.headers.first(name: "X-Plex-Pms-Api-Version").map {
                PrintableText.line($0, limit: 40, without: token)
            })
        let limit = wantsBody ? Self.maximumBody : Self.maximumUnusedBody
        let body = await self.collect(response, limit: limit)
        if wantsBody {
            if let failure = body.failure { return .failure(request.error(failure)) }
            answer.value.bytes = body.bytes
        }
        return .success(answer)
    }

    /// What was read of a body, and why it is not all of it.
    private struct CollectedBody {
        /// The bytes that were read.
        var bytes: [UInt8] = []
        /// Why there are no more; nil when the body is complete.
        var failure: PlexClientError.Reason?
    }

    /// Reads a body to its end or to the limit. Letting go of the response closes the connection of one not read to its end.
    private func collect(_ response: HTTPClientResponse, limit: Int) async -> CollectedBody {
        var body = CollectedBody()
        let announced = response.headers.first(name: "Content-Length").flatMap { Int($0) } ?? 0
        guard announced <= limit else {
            body.failure = .tooLarge(limit: limit)
            return body
        }
        body.bytes.reserveCapacity(max(0, announced))
        do {
            for try await chunk in response.body {
                guard body.bytes.count + chunk.readableBytes <= limit else {
                    body.failure = .tooLarge(limit: limit)
                    return body
                }
                body.bytes.append(contentsOf: chunk.readableBytesView)
            }
            // A sequence that is cancelled may just end; then the body is not complete.
            try Task.checkCancellation()
        } catch {
            body.failure = TransportFailure.reason(for: error, timeout: self.timeout)
        }
        return body
    }

    /// The activity that a header names; nil for one that is empty or longer than any identifier.
    private static func activityID(_ header: String) -> ActivityID? {
        header.isEmpty || header.utf8.count > PathSegment.maximumLength ? nil : ActivityID(header)
    }
}
