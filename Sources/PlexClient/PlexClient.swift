// SPDX-License-Identifier: Apache-2.0

public import NIOCore

/// Lists, follows, cancels and stops the activities of one Plex Media Server.
///
/// Every request has a time limit that covers the whole exchange, reads at most 4 MiB, ends at once when its task is
/// cancelled, and carries the token in a header only. One connection is kept for as long as the server keeps it. A
/// `GET` is sent once more if the server closes the kept connection before any byte of the answer; nothing else is ever
/// sent twice. An error says whether the server may have received the request
/// (``PlexClientError/mayHaveBeenReceived``).
public final class PlexClient: Sendable {
    /// What the client was made with.
    public let configuration: PlexClientConfiguration
    /// What sends the requests.
    let exchange: HTTPExchange
    /// What opens streams.
    let connector: StreamConnector

    /// A client for one server; it connects with the first request.
    ///
    /// - Parameters:
    ///   - configuration: The server and how to talk to it.
    ///   - token: The token to send; it can be replaced at any time.
    ///   - eventLoopGroup: Where to do the I/O; by default one thread that all clients of the process share. A group
    ///     must run for as long as the client is used.
    /// - Throws: ``PlexConfigurationError`` when a value cannot be used.
    public convenience init(
        configuration: PlexClientConfiguration,
        token: PlexToken = .none,
        eventLoopGroup: (any EventLoopGroup)? = nil
    ) throws(PlexConfigurationError) {
        try self.init(configuration: configuration, token: token, eventLoopGroup: eventLoopGroup, resolver: .shared)
    }

    /// The same with another resolver of host names.
    init(
        configuration: PlexClientConfiguration, token: PlexToken, eventLoopGroup: (any EventLoopGroup)?,
        resolver: NameResolver
    ) throws(PlexConfigurationError) {
        let group = eventLoopGroup ?? HTTPExchange.sharedGroup
        let connector = try ServerConnector(configuration, resolver: resolver)
        self.configuration = configuration
        self.exchange = try HTTPExchange(
            configuration: configuration, connector: connector, token: token, eventLoop: group.next())
        self.connector = try StreamConnector(
            configuration: configuration, connector: connector, eventLoopGroup: group)
    }

    /// Sends another token with the requests from now on; connections stay as they are.
    public func replaceToken(_ token: PlexToken) {
        self.exchange.replaceToken(token)
    }

    /// Closes every connection; requests under way end with ``PlexClientError/Reason/cancelled``, later ones and
    /// streams with ``PlexClientError/Reason/shutDown``. May be called more than once.
    public func shutdown() async {
        await self.connector.shutdown()
        await self.exchange.shutdown()
    }
}
