// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import PlexClient
private import PlexModel
private import ServerAccess
import ServiceLifecycle

/// Sends the requests that the monitor decided on, each in a task of its own, and reports their outcomes.
package struct RequestSender: Service {
    private let requests: AsyncStream<RemedyRequest>
    private let continuation: AsyncStream<RemedyRequest>.Continuation
    private let mailbox: Mailbox
    private let server: @Sendable (String) -> PolledServer?

    /// A sender that finds servers by their name.
    package init(mailbox: Mailbox, server: @escaping @Sendable (String) -> PolledServer?) {
        // The monitor has at most one request in flight for each target, so this stays small.
        (self.requests, self.continuation) = AsyncStream.makeStream()
        self.mailbox = mailbox
        self.server = server
    }

    /// Sends a request; its state must be on disk.
    package func send(_ request: RemedyRequest) {
        self.continuation.yield(request)
    }

    /// Sends until the service is to end. Requests under way are given up then: the saved state says that they were
    /// sent, so that after the next start their effect is looked for.
    package func run() async {
        await cancelWhenGracefulShutdown {
            await withDiscardingTaskGroup { group in
                for await request in self.requests {
                    group.addTask {
                        let outcome = await self.outcome(of: request)
                        guard !Task.isCancelled else { return }
                        await self.mailbox.deliver(.requestFinished(id: request.id, outcome))
                    }
                }
            }
        }
    }

    private static let anotherServer = RequestOutcome.notSent(reason: "another server answers at its address now")

    private func outcome(of request: RemedyRequest) async -> RequestOutcome {
        guard let polled = self.server(request.server) else {
            return .notSent(reason: "the server is no longer configured")
        }
        let known = polled.control.identity
        guard known.isConfirmed else {
            return .notSent(reason: "a request has failed, and the server's identity was not read since")
        }
        // The name may stand for another server since the monitor decided: a reload does not wait for the disk.
        guard known.machineIdentifier == request.machineIdentifier else { return Self.anotherServer }
        do throws(PlexClientError) {
            // A server that is replaced between two requests fails none of them.
            let identity = try await polled.server.identity()
            guard identity.machineIdentifier == request.machineIdentifier else {
                polled.control.doubtIdentity()
                polled.control.pollNow()
                return Self.anotherServer
            }
        } catch {
            polled.control.doubtIdentity()
            let explanation = error.explanation(for: polled.configuration.caller)
            return .notSent(reason: "the server's identity cannot be read before the request: \(explanation)")
        }
        do throws(PlexClientError) {
            return .answered(status: try await polled.server.send(request.remedy))
        } catch {
            if error.putsIdentityInDoubt { polled.control.doubtIdentity() }
            return RequestOutcome(error, for: polled.configuration.caller)
        }
    }
}
