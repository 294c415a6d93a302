// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexClient
import PlexModel

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

    /// Who plays, as far as it says.
    func sessions() async -> Input {
        .sessions(server: self.name, try? await self.client.sessions().value)
    }

    /// What it does, or why it does not say.
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
    /// What a failed request of whoever runs the tool means for a monitor.
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
