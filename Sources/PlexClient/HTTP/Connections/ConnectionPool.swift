// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

/// The connections to one server: one that is kept, and a few more while that one is busy. Lives on its event loop.
final class ConnectionPool {
    /// The most connections at a time; further requests wait for one.
    static let maximumConnections = 4

    /// Makes connections.
    private let connector: ServerConnector
    /// Where everything lives.
    private let eventLoop: any EventLoop
    /// How long an exchange may take.
    private let timeout: Duration
    /// The connection that is kept while nothing is asked.
    private var idle: RequestConnection?
    /// All connections that stand.
    private var connections: [ObjectIdentifier: RequestConnection] = [:]
    /// How many are being made.
    private var attempts = 0
    /// The exchanges that have not ended, by their tickets.
    private var exchanges: [ObjectIdentifier: Exchange] = [:]
    /// Those that wait for a connection, in order.
    private var waiting: [Exchange] = []
    /// Whether nothing is asked any more.
    private var isShutDown = false

    /// A pool without connections.
    init(_ connector: ServerConnector, eventLoop: any EventLoop, timeout: Duration) {
        self.connector = connector
        self.eventLoop = eventLoop
        self.timeout = timeout
    }

    /// How many connections stand.
    var openConnections: Int { self.connections.count }

    /// Begins an exchange.
    func begin(_ exchange: Exchange) {
        guard !self.isShutDown else { return exchange.fail(.shutDown) }
        guard !exchange.ticket.isCancelled else { return exchange.fail(.cancelled) }
        self.exchanges[ObjectIdentifier(exchange.ticket)] = exchange
        exchange.deadline = self.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(self.timeout)) {
            self.end(exchange, .timedOut(after: self.timeout))
        }
        if let connection = self.idle {
            self.idle = nil
            self.ask(exchange, over: connection)
        } else if self.connections.count + self.attempts < Self.maximumConnections {
            self.connect(for: exchange)
        } else {
            self.waiting.append(exchange)
        }
    }

    /// Ends an exchange whose caller needs no answer any more.
    func cancel(_ ticket: ExchangeTicket) {
        if let exchange = self.exchanges[ObjectIdentifier(ticket)] { self.end(exchange, .cancelled) }
    }

    /// Ends every exchange, and closes every connection.
    ///
    /// - Returns: What ends when the connections are closed.
    func shutdown() -> [EventLoopFuture<Void>] {
        self.isShutDown = true
        for exchange in self.exchanges.values { self.end(exchange, .cancelled) }
        let open = Array(self.connections.values)
        for connection in open { connection.close() }
        return open.map(\.channel.closeFuture)
    }

    /// Ends an exchange before its answer is complete.
    private func end(_ exchange: Exchange, _ reason: PlexClientError.Reason) {
        let place = exchange.place
        self.exchanges[ObjectIdentifier(exchange.ticket)] = nil
        switch place {
        case .waiting:
            self.waiting.removeAll { $0 === exchange }
            exchange.fail(reason)
        case .connecting(let attempt):
            var reason = reason
            if case .timedOut = reason { reason = attempt.timeoutReason }
            attempt.cancel()
            self.attempts -= 1
            exchange.fail(reason)
            self.serveWaiting()
        case .asked(let connection):
            // A status that is known counts, unless the caller went away or wants the body.
            let hasReceived = connection.hasReceived
            let assembly = connection.abandon()
            exchange.isWritten = exchange.isWritten || hasReceived
            guard let assembly, assembly.head != nil else { return exchange.fail(reason) }
            exchange.finish(assembly, failure: reason)
        case .over:
            break
        }
    }

    /// Makes a connection for an exchange.
    private func connect(for exchange: Exchange) {
        self.attempts += 1
        var outcome: Result<any Channel, ConnectionFailure>?
        let attempt = self.connector.connect(on: self.eventLoop, timeout: self.timeout) { result in
            outcome = result
            guard case .connecting = exchange.place else { return }
            self.didConnect(result, for: exchange)
        }
        exchange.place = .connecting(attempt)
        // Some attempts fail at once.
        if let outcome { self.didConnect(outcome, for: exchange) }
    }

    /// Goes on with the outcome of an attempt to connect.
    private func didConnect(_ result: Result<any Channel, ConnectionFailure>, for exchange: Exchange) {
        self.attempts -= 1
        do {
            let channel = try result.get()
            let events = RequestConnection.Events(
                didBecomeIdle: { [weak self] in self?.didBecomeIdle($0) },
                didClose: { [weak self] in self?.didClose($0) })
            let connection = try RequestConnection(channel, events: events)
            self.connections[ObjectIdentifier(connection)] = connection
            self.ask(exchange, over: connection)
        } catch {
            self.exchanges[ObjectIdentifier(exchange.ticket)] = nil
            exchange.fail((error as? ConnectionFailure)?.reason ?? TransportFailure.established(error))
            self.serveWaiting()
        }
    }

    /// Sends the request of an exchange.
    private func ask(_ exchange: Exchange, over connection: RequestConnection) {
        exchange.place = .asked(connection)
        let wasReused = connection.isReused
        connection.ask(
            exchange.order.bytes, method: HTTPMethod(rawValue: exchange.order.request.method.rawValue),
            wantsBody: exchange.order.wantsBody, written: { exchange.isWritten = true },
            completion: { self.didEnd(exchange, $0, wasReused: wasReused) })
    }

    /// Goes on with the end of a request.
    private func didEnd(_ exchange: Exchange, _ ending: RequestConnection.Ending, wasReused: Bool) {
        switch ending {
        case .answered(let assembly, let failure):
            self.exchanges[ObjectIdentifier(exchange.ticket)] = nil
            exchange.finish(assembly, failure: failure)
        case .broken(_, _, isSilent: true)
        where wasReused && !exchange.isRepeated && exchange.order.request.method == .get:
            // The server closed a kept connection just as the request went out. Reading twice does no harm.
            exchange.isRepeated = true
            self.connect(for: exchange)
        case .broken(let assembly, let reason, _):
            self.exchanges[ObjectIdentifier(exchange.ticket)] = nil
            exchange.finish(assembly, failure: reason)
        }
    }

    /// Gives a connection that has become free the next request, or keeps it.
    private func didBecomeIdle(_ connection: RequestConnection) {
        if !self.waiting.isEmpty {
            self.ask(self.waiting.removeFirst(), over: connection)
        } else if self.idle == nil, !self.isShutDown {
            self.idle = connection
        } else if self.idle !== connection {
            connection.close()
        }
    }

    /// Forgets a connection.
    private func didClose(_ connection: RequestConnection) {
        if self.idle === connection { self.idle = nil }
        self.connections[ObjectIdentifier(connection)] = nil
        self.serveWaiting()
    }

    /// Makes connections for exchanges that wait, as many as there may be.
    private func serveWaiting() {
        while !self.isShutDown, !self.waiting.isEmpty, self.connections.count + self.attempts < Self.maximumConnections
        {
            self.connect(for: self.waiting.removeFirst())
        }
    }
}
