// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexClient
import PlexModel
import ServerAccess

/// A server that is asked now, in the words of what a monitor wants to be told.
struct LiveServer: Sendable {
    /// The `[[server]]` table.
    let configuration: ServerConfiguration
    /// What asks it.
    let client: PlexClient

    /// A server of the configuration.
    ///
    /// - Throws: as ``ServerConnection/open(_:)`` does.
    init(_ configuration: ServerConfiguration) throws {
        self.configuration = configuration
        self.client = try ServerConnection.open(configuration)
    }

    /// The configured name.
    var name: String { self.configuration.name }

    /// Who the server says it is.
    func identity() async throws(PlexClientError) -> Input {
        .identity(server: self.name, try await self.client.identity().value)
    }

    /// What it calls its libraries.
    func sections() async throws(PlexClientError) -> Input {
        .sections(server: self.name, try await self.client.sections().value)
    }

    /// The sessions of people who play, as far as the server says.
    func sessions() async -> Input {
        .sessions(server: self.name, try? await self.client.sessions().value)
    }

    /// What it does, or why it does not say.
    func poll(sentAt: Instant) async -> (input: Input, error: PlexClientError?) {
        do throws(PlexClientError) {
            let snapshot = try await self.client.activities().value
            return (.poll(server: self.name, sentAt: sentAt, .snapshot(snapshot)), nil)
        } catch {
            return (.poll(server: self.name, sentAt: sentAt, .failure(PollFailure(error, for: .person))), error)
        }
    }

    /// Sends a remedy's request once.
    func send(_ remedy: Remedy) async -> RequestOutcome {
        do throws(PlexClientError) {
            return .answered(status: try await self.client.send(remedy))
        } catch {
            return RequestOutcome(error, for: .person)
        }
    }
}
