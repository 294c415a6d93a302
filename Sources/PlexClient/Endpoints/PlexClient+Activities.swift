// SPDX-License-Identifier: Apache-2.0

public import PlexModel

extension PlexClient {
    /// What the server is doing: maps to `GET /activities`.
    ///
    /// With a token that is not an administrator's, the server leaves out the activities of others without saying so.
    public func activities() async throws(PlexClientError) -> PlexAnswer<ActivitySnapshot> {
        let request = PlexRequest(.get, "/activities")
        let answer = try await self.exchange.read(request)
        return answer.with(try self.exchange.decode(answer, of: request, ActivitiesDecoding.snapshot))
    }

    /// What the server is doing, decoded only when the body differs from the one before: maps to `GET /activities`.
    ///
    /// - Parameter previousBody: The body of the last answer that could be read, if any.
    public func activities(
        unlessBody previousBody: ActivitiesBody?
    ) async throws(PlexClientError) -> PlexAnswer<ActivitiesContent> {
        let request = PlexRequest(.get, "/activities")
        let answer = try await self.exchange.read(request)
        if answer.value.bytes == previousBody?.bytes { return answer.with(.unchanged) }
        let snapshot = try self.exchange.decode(answer, of: request, ActivitiesDecoding.snapshot)
        return answer.with(.changed(snapshot, body: ActivitiesBody(bytes: answer.value.bytes)))
    }

    /// Asks the server to cancel an activity: maps to `DELETE /activities/{uuid}`.
    ///
    /// The answer says that the request was taken, not that the activity stops. 404 means that it is gone, 400 that it
    /// is not cancellable.
    public func cancelActivity(_ id: ActivityID) async throws(PlexClientError) -> PlexAnswer<Void> {
        try await self.exchange.send(try PlexRequest(.delete, "/activities/", segment: id.rawValue))
    }
}
