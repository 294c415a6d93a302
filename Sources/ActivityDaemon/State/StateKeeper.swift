// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import Logging
import ServiceLifecycle
private import Synchronization

/// Saves the state beside the loop, and lets a request out only when a state that knows of it is on disk.
///
/// A request whose state cannot be saved does not go out, now or later: when the disk works again, the reasons of the
/// decision may be gone. The monitor learns that the request was not sent.
package final class StateKeeper: Service {
    /// What is to be done next; a newer state replaces an older one that has not been written yet.
    private struct Order {
        var state: StoredState
        var requests: [RemedyRequest]
    }

    private static let name = "state keeper"

    private let pending = Mutex<Order?>(nil)
    private let orders: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation
    private let storage: any StateStorage
    private let mailbox: Mailbox
    private let health: HealthRegistry
    private let logger: Logger
    private let send: @Sendable (RemedyRequest) -> Void
    private let isFailing = Mutex(false)

    /// A keeper that passes on requests whose state is on disk.
    package init(
        storage: any StateStorage,
        mailbox: Mailbox,
        health: HealthRegistry,
        logger: Logger,
        send: @escaping @Sendable (RemedyRequest) -> Void
    ) {
        (self.orders, self.continuation) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        self.storage = storage
        self.mailbox = mailbox
        self.health = health
        self.logger = logger
        self.send = send
    }

    /// Has the state saved soon, and then the requests sent. Does not wait.
    package func keep(_ state: StoredState, thenSend requests: [RemedyRequest] = []) {
        self.pending.withLock { pending in
            pending = Order(state: state, requests: (pending?.requests ?? []) + requests)
        }
        self.continuation.yield()
    }

    /// Saves until the service is to end.
    package func run() async {
        await cancelWhenGracefulShutdown {
            for await _ in self.orders {
                await self.carryOut()
            }
        }
    }

    /// Saves the state at once, in the caller's task: at the end of the process.
    package func saveNow(_ state: StoredState) {
        _ = self.save(state)
    }

    private func carryOut() async {
        let order = self.pending.withLock { pending in
            defer { pending = nil }
            return pending
        }
        guard let order else { return }
        self.health.expect(Self.name, within: .zero)
        let failure = self.save(order.state)
        self.health.forget(Self.name)
        for request in order.requests {
            guard let failure else {
                self.send(request)
                continue
            }
            await self.mailbox.deliver(.requestFinished(id: request.id, .notSent(reason: failure.description)))
        }
    }

    /// Saves, and says so once when that begins to fail and once when it works again.
    private func save(_ state: StoredState) -> StateStorageError? {
        do throws(StateStorageError) {
            try self.storage.save(state)
            if self.swapFailing(false) { self.logger.notice("the state is being saved again") }
            return nil
        } catch {
            if !self.swapFailing(true) {
                self.logger.error(
                    "\(error); until it is saved, rules stop nothing, and a restart forgets the latest events")
            }
            return error
        }
    }

    private func swapFailing(_ isFailing: Bool) -> Bool {
        self.isFailing.withLock { stored in
            defer { stored = isFailing }
            return stored
        }
    }
}
