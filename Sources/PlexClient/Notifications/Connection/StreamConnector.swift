// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import Synchronization

/// Opens the connections of streams. Each stream has one of its own, which no request shares.
final class StreamConnector: Sendable {
    /// What changes.
    private struct State {
        /// The streams that are open or being opened.
        var buffers: [ObjectIdentifier: StreamBuffer] = [:]
        /// Their connections.
        var channels: [ObjectIdentifier: any Channel] = [:]
        /// Whether no more are opened.
        var isShutDown = false
    }

    /// The server and how to talk to it.
    let configuration: PlexClientConfiguration
    /// Makes connections.
    private let connector: ServerConnector
    /// Where connections live.
    private let group: any EventLoopGroup
    /// The headers of every request, without the token.
    private let headers: HTTPHeaders
    /// What changes.
    private let state = Mutex(State())

    /// A connector for the server of the configuration.
    init(
        configuration: PlexClientConfiguration, connector: ServerConnector, eventLoopGroup: any EventLoopGroup
    ) throws(PlexConfigurationError) {
        self.configuration = configuration
        self.connector = connector
        self.group = eventLoopGroup
        self.headers = try configuration.requestHeaders()
    }

    /// How many streams are open or being opened.
    var openStreams: Int { self.state.withLock { $0.buffers.count } }

    /// Opens a stream and returns when the server has accepted it.
    func open(
        _ transport: NotificationTransport, limits: NotificationLimits, token: PlexToken
    ) async throws(PlexClientError) -> NotificationStream {
        let timeout = self.configuration.requestTimeout
        let record = StreamRecord(transport: transport, server: self.connector.name)
        let eventLoop = self.group.next()
        let opening = StreamOpening(
            accepted: eventLoop.makePromise(), buffer: StreamBuffer(record: record), limits: limits,
            timeout: timeout, token: token)
        // Closes the connection should the attempt fail, or its reader go away.
        let stream = NotificationStream(opening.buffer)
        do {
            try await withTaskCancellationHandler {
                self.connect(opening, transport: transport, on: eventLoop)
                try await opening.accepted.futureResult.get()
            } onCancel: {
                opening.accepted.fail(CancellationError())
            }
        } catch {
            throw record.error(StreamFailure.reason(for: error))
        }
        return stream
    }

    /// Ends every stream, and waits until their connections are closed.
    func shutdown() async {
        let (buffers, channels) = self.state.withLock {
            $0.isShutDown = true
            return (Array($0.buffers.values), Array($0.channels.values))
        }
        for buffer in buffers { buffer.abandon(.shutDown) }
        for channel in channels {
            // One that says goodbye already goes on with that.
            channel.close(promise: nil)
            try? await channel.closeFuture.get()
        }
    }

    /// Connects, and gives the attempt its time.
    private func connect(_ opening: StreamOpening, transport: NotificationTransport, on eventLoop: any EventLoop) {
        do {
            try self.enroll(opening)
        } catch {
            return opening.accepted.fail(error)
        }
        eventLoop.execute { self.attempt(opening, transport: transport, on: eventLoop) }
    }

    /// Connects, on the event loop.
    private func attempt(_ opening: StreamOpening, transport: NotificationTransport, on eventLoop: any EventLoop) {
        let accepted = opening.accepted
        let attempt = self.connector.connect(
            on: eventLoop, timeout: opening.timeout, receiveBuffer: opening.limits.receiveBuffer
        ) { result in
            switch result {
            case .success(let channel): self.prepare(channel, for: opening, transport: transport)
            case .failure(let failure): accepted.fail(StreamFailure(failure.reason))
            }
        }
        let deadline = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(opening.timeout)) {
            let channel = self.state.withLock { $0.channels[ObjectIdentifier(opening.buffer)] }
            channel?.pipeline.fireUserInboundEventTriggered(StreamDeadlinePassed())
            accepted.fail(StreamFailure(attempt.timeoutReason))
        }
        let outcome = accepted.futureResult.assumeIsolated()
        outcome.whenComplete { _ in deadline.cancel() }
        outcome.whenFailure { _ in
            attempt.cancel()
            self.forget(opening)?.close(promise: nil)
        }
    }

    /// Gives a connection that stands its handlers.
    private func prepare(_ channel: any Channel, for opening: StreamOpening, transport: NotificationTransport) {
        let isWanted = self.state.withLock { state in
            // An attempt that is over has been forgotten.
            guard state.buffers[ObjectIdentifier(opening.buffer)] != nil else { return false }
            state.channels[ObjectIdentifier(opening.buffer)] = channel
            return true
        }
        channel.closeFuture.whenComplete { _ in
            opening.accepted.fail(StreamFailure(TransportFailure.unanswered))
            // A connection may end between its last event and the addition of the handlers that read the stream.
            opening.buffer.end(TransportFailure.streamClosed)
            self.forget(opening)
        }
        guard isWanted else { return channel.close(promise: nil) }
        opening.perform {
            switch transport {
            case .eventSource: try channel.addEventSource(opening, request: self.request(.eventSource, opening))
            case .webSocket: try channel.addWebSocket(opening, request: self.request(.webSocket, opening))
            }
        }
    }

    /// Notes a stream that is being opened.
    private func enroll(_ opening: StreamOpening) throws {
        try self.state.withLock {
            guard !$0.isShutDown else { throw StreamFailure(.shutDown) }
            $0.buffers[ObjectIdentifier(opening.buffer)] = opening.buffer
        }
        // The end of the client ends the attempt too.
        opening.buffer.connect(resume: {}, close: { opening.accepted.fail(StreamFailure(.shutDown)) })
    }

    /// Forgets a stream.
    ///
    /// - Returns: Its connection, if it has one.
    @discardableResult
    private func forget(_ opening: StreamOpening) -> (any Channel)? {
        self.state.withLock {
            $0.buffers[ObjectIdentifier(opening.buffer)] = nil
            return $0.channels.removeValue(forKey: ObjectIdentifier(opening.buffer))
        }
    }

    /// The head of the request for a stream.
    private func request(_ transport: NotificationTransport, _ opening: StreamOpening) -> HTTPRequestHead {
        let address = self.configuration.address
        var headers = self.headers
        if transport == .eventSource {
            headers.replaceOrAdd(name: "Accept", value: "text/event-stream")
            // As the standard asks, so that nothing on the way answers in the server's place.
            headers.add(name: "Cache-Control", value: "no-cache")
        } else {
            headers.remove(name: "Accept")
        }
        if !opening.token.isEmpty { headers.add(name: "X-Plex-Token", value: opening.token.secret) }
        return HTTPRequestHead(
            version: .http1_1, method: .GET, uri: address.pathPrefix + transport.path + transport.query,
            headers: headers)
    }
}
