// SPDX-License-Identifier: Apache-2.0

/// One input being handled: what all servers share while it is, and what comes out of it.
struct Turn {
    /// The settings in force.
    let settings: MonitorSettings
    /// The rules in force, each with its identity, in the order in which they apply.
    let rules: [IdentifiedRule]
    /// Whether everything is paused.
    let isPaused: Bool
    /// What the clock on the wall shows; nil where the shell has not told.
    let localTime: LocalTime?
    /// The instant of the input.
    let now: Instant
    /// The targets that any entry of the configuration has requests at, or has had.
    let openTargets: [OpenTarget]
    /// What follows from the input.
    var output = Output()
    /// The number that the next request gets.
    var nextRequestID: Int
}

/// A rule with what its clocks are kept under.
struct IdentifiedRule: Hashable, Sendable {
    /// The rule.
    var rule: Rule
    /// Its identity.
    var identity: String
}
