// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import PlexClient
private import Synchronization

/// The state that others share with the stream of one server: what they want of it, and how it is.
package final class StreamControl: Sendable {
    /// What is wanted; a stream that was made for another order is made anew.
    struct Order: Hashable, Sendable {
        /// How the notifications are to come; nil for not at all.
        var transport: NotificationTransport?
        /// How many tokens there have been since the start.
        var tokens = 1
    }

    /// How the stream is, for people.
    package struct Condition: Hashable, Sendable {
        /// What it is doing.
        package enum Phase: Hashable, Sendable {
            /// It is not wanted.
            case unwanted
            /// The connection is being made.
            case connecting
            /// It is open since this instant.
            case open(since: Instant)
            /// It is not open, and is tried again at this instant.
            case waiting(until: Instant)
        }

        /// How the notifications come, or would come.
        package var transport: NotificationTransport?
        /// What it is doing.
        package var phase: Phase
        /// Why the last attempt failed or the stream was lost, while it is not open: one sentence, safe to print.
        package var reason: String?
    }

    private struct State {
        var order: Order
        var condition: Condition
        var tasks = 0
    }

    /// Notifies the stream of another order.
    let orderChanged = Notify()
    private let state: Mutex<State>

    /// The control of a stream that comes in this way; nil for none.
    package init(transport: NotificationTransport?) {
        let phase: Condition.Phase = transport == nil ? .unwanted : .connecting
        self.state = Mutex(
            State(order: Order(transport: transport), condition: Condition(transport: transport, phase: phase)))
    }

    /// What is wanted now.
    var order: Order { self.state.withLock { $0.order } }
    /// How the stream is now.
    package var condition: Condition { self.state.withLock { $0.condition } }

    /// Wants the notifications to come in this way from now on; nil for not at all.
    package func want(_ transport: NotificationTransport?) {
        self.change { $0.transport = transport }
    }

    /// Says that the server has got another token: the stream is made anew with it, and a wait is over.
    package func tokenWasReplaced() {
        self.change { $0.tokens += 1 }
    }

    /// Notes how the stream is.
    func note(_ change: (inout Condition) -> Void) {
        self.state.withLock { change(&$0.condition) }
    }

    /// How many tasks serve the stream: while there is a connection, or one is made, the one that reads it and the one that
    /// watches over it.
    package var tasks: Int { self.state.withLock { $0.tasks } }

    /// Counts a task that begins.
    func taskBegins() {
        self.state.withLock { $0.tasks += 1 }
    }

    /// Counts a task that ends.
    func taskEnds() {
        self.state.withLock { $0.tasks -= 1 }
    }

    private func change(_ change: (inout Order) -> Void) {
        let hasChanged = self.state.withLock { state in
            let before = state.order
            change(&state.order)
            return state.order != before
        }
        if hasChanged { self.orderChanged.notify() }
    }
}
