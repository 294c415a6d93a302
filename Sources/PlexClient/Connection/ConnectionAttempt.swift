// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// The options of TCP that say when the system looks for the other end of a silent connection, as Linux has them
/// (linux/tcp.h).
private enum KeepAlive {
    /// TCP_KEEPIDLE: after how many seconds of silence.
    static let idle = NIOBSDSocket.Option(rawValue: 4)
    /// TCP_KEEPINTVL: how many seconds apart.
    static let interval = NIOBSDSocket.Option(rawValue: 5)
    /// TCP_KEEPCNT: how often, before the connection is dead.
    static let count = NIOBSDSocket.Option(rawValue: 6)
}

/// One attempt to connect: finds the addresses, tries one after the other, and does the TLS handshake.
///
/// Lives on its event loop. It has no clock of its own but for a single address: its owner cancels it in time.
final class ConnectionAttempt {
    /// How long one address is tried, as long as there is another one.
    static let addressLimit = Duration.seconds(2)

    /// How far the attempt is.
    private enum Stage {
        /// The addresses of the name are being looked up.
        case resolving(NameResolver.Question)
        /// The addresses are tried.
        case connecting
        /// The TLS handshake is under way.
        case handshaking
        /// The outcome is known.
        case over
    }

    /// The server.
    private let connector: ServerConnector
    /// Where the connection is to live.
    private let eventLoop: any EventLoop
    /// How long the attempt may take.
    private let timeout: Duration
    /// When that time is over.
    private let deadline: NIODeadline
    /// How much the system holds of what came, in bytes.
    private let receiveBuffer: Int?
    /// Called with the outcome.
    private var completion: ((Result<any Channel, ConnectionFailure>) -> Void)?
    /// The addresses that were not tried yet.
    private var addresses: ArraySlice<SocketAddress> = []
    /// Why the others failed.
    private var errors: [any Error] = []
    /// The connection that is being made.
    private let channel: NIOLoopBoundBox<(any Channel)?>
    /// How far the attempt is.
    private var stage = Stage.connecting

    /// An attempt that has not begun.
    init(
        _ connector: ServerConnector, eventLoop: any EventLoop, timeout: Duration, receiveBuffer: Int?,
        completion: @escaping (Result<any Channel, ConnectionFailure>) -> Void
    ) {
        self.connector = connector
        self.eventLoop = eventLoop
        self.timeout = timeout
        self.deadline = eventLoop.now + TimeAmount(timeout)
        self.receiveBuffer = receiveBuffer
        self.completion = completion
        self.channel = .makeEmptyBox(eventLoop: eventLoop)
    }

    /// What it means that the time is over now.
    var timeoutReason: PlexClientError.Reason {
        guard case .resolving(let question) = self.stage else { return .timedOut(after: self.timeout) }
        return .unreachable(
            cause: "the name \(question.name) was not resolved within \(self.timeout); see /etc/resolv.conf", errno: nil
        )
    }

    /// Begins.
    func start() {
        let (target, port) = (self.connector.target, self.connector.address.port)
        // An IP address never waits for the resolver.
        if let address = try? SocketAddress(ipAddress: target, port: port) {
            self.addresses = [address]
            return self.tryNext()
        }
        let (this, eventLoop) = (NIOLoopBound(self, eventLoop: self.eventLoop), self.eventLoop)
        self.stage = .resolving(
            self.connector.resolver.resolve(target) { answer in
                eventLoop.execute { this.value.didResolve(answer) }
            })
    }

    /// Ends the attempt; nothing is called after that.
    func cancel() {
        if case .resolving(let question) = self.stage { self.connector.resolver.forget(question) }
        self.stage = .over
        self.completion = nil
        self.channel.value?.close(promise: nil)
        self.channel.value = nil
    }

    /// Goes on with the addresses of the name.
    private func didResolve(_ answer: NameResolver.Answer) {
        guard case .resolving(let question) = self.stage else { return }
        self.stage = .connecting
        switch answer {
        case .failure(let failure):
            self.finish(
                .failure(
                    ConnectionFailure(
                        .unreachable(
                            cause: "the name \(question.name) cannot be resolved: \(failure.cause)", errno: nil))))
        case .success(let found):
            let port = self.connector.address.port
            let addresses = found.map { address in
                var address = address
                address.port = port
                return address
            }
            self.addresses = self.connector.ordered(addresses)[...]
            self.tryNext()
        }
    }

    /// Tries the next address.
    private func tryNext() {
        guard let address = self.addresses.popFirst() else {
            let reason = TransportFailure.connecting(self.errors, timeout: self.timeout)
            return self.finish(.failure(ConnectionFailure(reason)))
        }
        let rest = self.deadline - self.eventLoop.now
        let limit =
            self.addresses.isEmpty ? rest : min(.nanoseconds(rest.nanoseconds / 2), TimeAmount(Self.addressLimit))
        let box = self.channel
        var bootstrap = ClientBootstrap(group: self.eventLoop)
            .connectTimeout(max(limit, .milliseconds(1)))
            .channelInitializer { channel in
                box.value = channel
                return channel.eventLoop.makeSucceededVoidFuture()
            }
            // The system finds out, within a minute, that the other end of a kept connection has vanished (tcp(7)).
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(KeepAlive.idle), value: 30)
            .channelOption(.tcpOption(KeepAlive.interval), value: 10)
            .channelOption(.tcpOption(KeepAlive.count), value: 3)
        if let size = self.receiveBuffer {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: SocketOptionValue(size))
        }
        bootstrap.connect(to: address).assumeIsolated().whenComplete { result in
            self.didConnect(result, to: address)
        }
    }

    /// Goes on with the outcome for one address.
    private func didConnect(_ result: Result<any Channel, any Error>, to address: SocketAddress) {
        guard case .connecting = self.stage else {
            if case .success(let channel) = result { channel.close(promise: nil) }
            return
        }
        switch result {
        case .failure(let error):
            self.errors.append(error)
            self.tryNext()
        case .success(let channel):
            self.connector.prefer(address)
            guard let tls = self.connector.tls else { return self.finish(.success(channel)) }
            self.stage = .handshaking
            self.beginHandshake(tls, on: channel)
        }
    }

    /// Does the TLS handshake.
    private func beginHandshake(_ tls: TLSSettings, on channel: any Channel) {
        let handler = HandshakeHandler { error in
            guard case .handshaking = self.stage else { return }
            self.finish(
                error.map { .failure(ConnectionFailure(TransportFailure.handshake($0))) } ?? .success(channel))
        }
        do {
            let tlsHandler = try tls.makeHandler(host: self.connector.address.host)
            try channel.pipeline.syncOperations.addHandlers([tlsHandler, handler])
        } catch {
            channel.close(promise: nil)
            self.finish(.failure(ConnectionFailure(TransportFailure.handshake(error))))
        }
    }

    /// Tells the outcome, once.
    private func finish(_ result: Result<any Channel, ConnectionFailure>) {
        self.stage = .over
        self.channel.value = nil
        let completion = self.completion
        self.completion = nil
        completion?(result)
    }
}
