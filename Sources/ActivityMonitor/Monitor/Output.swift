// SPDX-License-Identifier: Apache-2.0

/// The events and actions that a ``Monitor`` makes from one input, each in order.
package struct Output: Hashable, Sendable {
    /// The events to write.
    package var events: [Event] = []
    /// The actions to carry out. The state must be on disk before an ``Action/send(_:)``.
    package var actions: [Action] = []
    /// Whether the state must be saved before the events are written and the actions are carried out. It is true if a
    /// clock was reset, or if a start, an end or a decision must survive a crash.
    package var mustBeSaved = false
    /// Messages about the set-up that are not events.
    package var diagnostics: [Diagnostic] = []

    /// An empty output.
    package init() {}
}

/// An action of the shell.
package enum Action: Hashable, Sendable {
    /// Poll this server now, with a request sent after this moment.
    case poll(server: String)
    /// Send this request and report its outcome with ``Input/requestFinished(id:_:)``.
    case send(RemedyRequest)
}

/// A message for the operator outside the journal contract.
package struct Diagnostic: Hashable, Sendable {
    /// The urgency.
    package var priority: Priority
    /// One sentence that says what is wrong, where, and what to do.
    package var message: String

    /// A diagnostic with these values.
    package init(priority: Priority, message: String) {
        self.priority = priority
        self.message = message
    }
}
