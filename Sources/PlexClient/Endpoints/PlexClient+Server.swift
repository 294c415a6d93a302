// SPDX-License-Identifier: Apache-2.0

public import PlexModel

extension PlexClient {
    /// Which server this is: maps to `GET /identity`, which answers without a token too.
    public func identity() async throws(PlexClientError) -> PlexAnswer<ServerIdentity> {
        let request = PlexRequest(.get, "/identity")
        let answer = try await self.exchange.read(request)
        return answer.with(try self.exchange.decode(answer, of: request, IdentityDecoding.identity))
    }

    /// The hours of the server's maintenance: maps to `GET /:/prefs/get` for `butlerStartHour` and `butlerEndHour`, which
    /// an administrator's token alone may read. Nil where the server gives no usable hours.
    public func maintenanceHours() async throws(PlexClientError) -> MaintenanceHours? {
        let start = try await self.preference("butlerStartHour", "/:/prefs/get?id=butlerStartHour")
        let end = try await self.preference("butlerEndHour", "/:/prefs/get?id=butlerEndHour")
        guard let start, let end else { return nil }
        return MaintenanceHours(start: start, end: end)
    }

    /// A preference that is a whole number; nil where the answer does not hold it.
    private func preference(_ id: String, _ path: StaticString) async throws(PlexClientError) -> Int? {
        let request = PlexRequest(.get, path)
        let answer = try await self.exchange.read(request)
        return try self.exchange.decode(answer, of: request) { (bytes) throws(DecodingFailure) in
            try PreferenceDecoding.number(bytes, id: id)
        }
    }

    /// Who plays something: maps to `GET /status/sessions`.
    public func sessions() async throws(PlexClientError) -> PlexAnswer<[PlaybackSession]> {
        let request = PlexRequest(.get, "/status/sessions")
        let answer = try await self.exchange.read(request)
        return answer.with(try self.exchange.decode(answer, of: request, SessionsDecoding.sessions))
    }
}
