// SPDX-License-Identifier: Apache-2.0

/// The whole of the decisions: turns what is observed into events and, where an armed rule says so, into requests.
///
/// A value without clock, randomness or I/O: the same inputs at the same instants give the same outputs, in the same
/// order. Instants must not go backwards; one that does counts as the last one.
package struct Monitor: Sendable {
    /// A monitor that has no settings yet: until the first ``Input/configure(_:)`` it ignores all else.
    package init() {}

    /// A monitor that goes on where a saved one stopped.
    ///
    /// - Parameters:
    ///   - state: what ``savedState(at:)`` returned.
    ///   - now: the instant of the restoration.
    ///   - isSameBoot: whether the instants in the state are of the clock that runs now. After a reboot cooldowns,
    ///     budgets and breakers run their full time again.
    package init(restoring state: SavedState, at now: Instant, isSameBoot: Bool) {}

    /// Takes one input and returns what follows from it.
    package mutating func handle(_ input: Input, at now: Instant) -> Output { Output() }

    /// When ``Input/wake`` is due, always later than the last input; nil while nothing waits for the clock.
    package func nextDeadline() -> Instant? { nil }

    /// How often a server must be polled now: its configured interval, or every 2 s while a stop is under way.
    package func pollInterval(of server: String) -> Duration { .seconds(10) }

    /// All that must survive the end of the process.
    package func savedState(at now: Instant) -> SavedState { SavedState() }

    /// What is known now, for people.
    package func status(at now: Instant) -> StatusReport {
        StatusReport(generation: 0, isPaused: false, servers: [])
    }
}
