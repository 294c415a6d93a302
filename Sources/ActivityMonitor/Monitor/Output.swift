// SPDX-License-Identifier: Apache-2.0

/// What a ``Monitor`` makes of one input: what to tell, and what to do, each in order.
package struct Output: Hashable, Sendable {
    /// What to tell.
    package var events: [Event] = []
    /// What to do. The state must be on disk before a ``Action/send(_:)`` is carried out.
    package var actions: [Action] = []
    /// Whether the state must be saved before the events are told and the actions are carried out: a clock was reset, or
    /// something started, ended or was decided that must not be forgotten in a crash.
    package var mustBeSaved = false
    /// What to say that is no event: trouble with the set-up.
    package var diagnostics: [Diagnostic] = []

    /// Nothing to tell and nothing to do.
    package init() {}
}

/// What the shell is to do.
package enum Action: Hashable, Sendable {
    /// Poll this server now, with a request sent after this moment.
    case poll(server: String)
    /// Send this request and report its outcome with ``Input/requestFinished(id:_:)``.
    case send(RemedyRequest)
}

/// Something for the operator that is no event of the journal contract.
package struct Diagnostic: Hashable, Sendable {
    /// How urgent it is.
    package var priority: Priority
    /// One sentence: what is wrong, where, and what to do.
    package var message: String

    /// A diagnostic with these values.
    package init(priority: Priority, message: String) {
        self.priority = priority
        self.message = message
    }
}
