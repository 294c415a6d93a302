// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexClient
import PlexModel
import ServerAccess

/// A server that this program asks; the answers are inputs for a monitor.
struct LiveServer: Sendable {
    /// The `[[server]]` table.
    let configuration: ServerConfiguration
    /// The client of the server.
    let client: PlexClient

    /// A server of the configuration.
    ///
    /// - Throws: the errors of ``ServerConnection/open(_:)``.
    init(_ configuration: ServerConfiguration) throws {
        self.configuration = configuration
        self.client = try ServerConnection.open(configuration)
    }

    /// The configured name.
    var name: String { self.configuration.name }

    /// Asks for the server's identity.
    func identity() async throws(PlexClientError) -> Input {
        .identity(server: self.name, try await self.client.identity().value)
    }

    /// Asks for the server's libraries.
    func sections() async throws(PlexClientError) -> Input {
        .sections(server: self.name, try await self.client.sections().value)
    }

    /// The hours of the server's maintenance, as far as it says.
    func maintenance() async -> Input {
        .maintenance(server: self.name, (try? await self.client.maintenanceHours()) ?? nil)
    }

    /// The sessions of people who play, as far as the server says.
    func sessions() async -> Input {
        .sessions(server: self.name, try? await self.client.sessions().value)
    }

    /// Asks for the activities; a failure is an input too.
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
