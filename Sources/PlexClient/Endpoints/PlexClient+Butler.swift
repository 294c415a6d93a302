// SPDX-License-Identifier: Apache-2.0

public import PlexModel

extension PlexClient {
    /// The maintenance tasks: maps to `GET /butler`. 401 and 403 mean that the token is not an administrator's.
    public func butlerTasks() async throws(PlexClientError) -> PlexAnswer<[ButlerTask]> {
        let request = PlexRequest(.get, "/butler")
        let answer = try await self.exchange.read(request)
        return answer.with(try self.exchange.decode(answer, of: request, ButlerDecoding.tasks))
    }

    /// Asks the server to stop a maintenance task: maps to `DELETE /butler/{task}`. 404 means that it does not run.
    public func stopButlerTask(_ task: ButlerTask.Name) async throws(PlexClientError) -> PlexAnswer<Void> {
        try await self.exchange.send(try PlexRequest(.delete, "/butler/", segment: task.rawValue))
    }
}
