// SPDX-License-Identifier: Apache-2.0

public import PlexModel

extension PlexClient {
    /// Which server this is: maps to `GET /identity`, which answers without a token too.
    public func identity() async throws(PlexClientError) -> PlexAnswer<ServerIdentity> {
        let request = PlexRequest(.get, "/identity")
        let answer = try await self.exchange.read(request)
        return answer.with(try self.exchange.decode(answer, of: request, IdentityDecoding.identity))
    }

    /// Who plays something: maps to `GET /status/sessions`.
    public func sessions() async throws(PlexClientError) -> PlexAnswer<[PlaybackSession]> {
        let request = PlexRequest(.get, "/status/sessions")
        let answer = try await self.exchange.read(request)
        return answer.with(try self.exchange.decode(answer, of: request, SessionsDecoding.sessions))
    }
}
