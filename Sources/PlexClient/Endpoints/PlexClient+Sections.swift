// SPDX-License-Identifier: Apache-2.0

public import PlexModel

extension PlexClient {
    /// The libraries: maps to `GET /library/sections`.
    public func sections() async throws(PlexClientError) -> PlexAnswer<[LibrarySection]> {
        let request = PlexRequest(.get, "/library/sections")
        let answer = try await self.exchange.read(request)
        return answer.with(try self.exchange.decode(answer, of: request, SectionsDecoding.sections))
    }

    /// Asks the server to stop every scan of a section: maps to `DELETE /library/sections/{id}/refresh`.
    ///
    /// Only a section that is a number is accepted: `all` in its place would stop the scans of every library.
    public func stopSectionRefresh(_ section: SectionID) async throws(PlexClientError) -> PlexAnswer<Void> {
        let isNumber = !section.rawValue.isEmpty && section.rawValue.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard isNumber else {
            throw PlexClientError(
                method: "DELETE", path: "/library/sections/…/refresh",
                reason: .invalidRequest(detail: "the key of a library section is a number"))
        }
        let request = try PlexRequest(.delete, "/library/sections/", segment: section.rawValue, "/refresh")
        return try await self.exchange.send(request)
    }
}
