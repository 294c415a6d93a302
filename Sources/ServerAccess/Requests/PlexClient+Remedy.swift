// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import PlexClient

extension PlexClient {
    /// Sends the request of a remedy once. Maps to the `DELETE` of the remedy.
    ///
    /// - Returns: The status of the answer, from 200 to 299.
    package func send(_ remedy: Remedy) async throws(PlexClientError) -> Int {
        switch remedy {
        case .cancelActivity(let id): try await self.cancelActivity(id).status
        case .stopSectionRefresh(let section): try await self.stopSectionRefresh(section).status
        case .stopButlerTask(let task): try await self.stopButlerTask(task).status
        }
    }
}
