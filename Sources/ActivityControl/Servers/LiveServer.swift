// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexClient
import PlexModel

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

    /// Asks for the playback sessions; unknown where the request fails.
    func sessions() async -> Input {
        .sessions(server: self.name, try? await self.client.sessions().value)
    }

    /// Asks for the activities; a failure is an input too.
    func poll(sentAt: Instant) async -> (input: Input, error: PlexClientError?) {
        do throws(PlexClientError) {
            let snapshot = try await self.client.activities().value
            return (.poll(server: self.name, sentAt: sentAt, .snapshot(snapshot)), nil)
        } catch {
            return (.poll(server: self.name, sentAt: sentAt, .failure(PollFailure(error))), error)
        }
    }

    /// Sends a remedy's request once.
    func send(_ remedy: Remedy) async -> RequestOutcome {
        do throws(PlexClientError) {
            switch remedy {
            case .cancelActivity(let id): return .answered(status: try await self.client.cancelActivity(id).status)
            case .stopSectionRefresh(let section):
                return .answered(status: try await self.client.stopSectionRefresh(section).status)
            case .stopButlerTask(let task):
                return .answered(status: try await self.client.stopButlerTask(task).status)
            }
        } catch {
            switch error.reason {
            case .invalidRequest, .shutDown: return .notSent(reason: error.description.printable())
            default: return error.status.map { .answered(status: $0) } ?? .noAnswer
            }
        }
    }
}

extension PollFailure {
    /// The failure that a client's error means for a monitor.
    init(_ error: PlexClientError) {
        let kind: Kind =
            switch error.reason {
            case .unauthorized: .unauthorized
            case .notJSON, .unreadable, .tooLarge: .unreadable
            case .timedOut: .timedOut
            case .badRequest, .forbidden, .notFound, .tooManyRequests, .redirected, .http: .status
            default: .unreachable
            }
        self.init(kind: kind, status: error.status, explanation: error.description.printable())
    }
}
