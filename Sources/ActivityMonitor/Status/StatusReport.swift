// SPDX-License-Identifier: Apache-2.0

/// What the monitor knows now, for people: the core's part of `status.json`.
///
/// Texts are safe to print, and titles are absent with `titles = false`. Durations are whole microseconds.
package struct StatusReport: Codable, Hashable, Sendable {
    /// Which configuration is in force.
    package var generation: Int
    /// Whether everything is paused.
    package var isPaused: Bool
    /// The servers, in the configuration's order.
    package var servers: [ServerStatus]
}

/// What the monitor knows of one server now.
package struct ServerStatus: Codable, Hashable, Sendable {
    /// The configured name.
    package var name: String
    /// `starting`, `reachable`, `unreachable` or `unauthorized`.
    package var state: String
    /// The installation; nil while it has not been read.
    package var machineIdentifier: String?
    /// The server's version; nil where it has not said.
    package var version: String?
    /// How many polls have failed since the last good one.
    package var failures: Int
    /// Whether its notifications come.
    package var stream: StreamStatus
    /// Why nothing is stopped on this server, whatever the rules say; nil where nothing forbids it.
    package var enforcementHeldBack: String?
    /// How many stops the last hour has seen, over all rules, heeded or not: what the budget counts.
    package var stopsInLastHour: Int
    /// How many of them have ended what they asked to end; nil in a status from before it was kept.
    package var heededStopsInLastHour: Int?
    /// How many it may see.
    package var maximumStopsPerHour: Int
    /// The breakers that have tripped.
    package var breakers: [BreakerStatus]
    /// How many activities there are.
    package var activityCount: Int
    /// The activities, in the order of their uuids; of more than a thousand, the first thousand.
    package var activities: [ActivityStatus]
    /// The stops that are under way.
    package var operations: [OperationStatus]
}

/// A server's stream of notifications as it is now.
package struct StreamStatus: Codable, Hashable, Sendable {
    /// `starting`, `open`, `closed` or `unwanted`.
    package var state: String
    /// How long it has been open or closed; nil otherwise.
    package var ageMicroseconds: Int64?
    /// Why it is closed: the kind of the last failure; nil otherwise.
    package var reason: String?
    /// The same in a sentence; nil otherwise.
    package var explanation: String?
}

/// A breaker that has tripped.
package struct BreakerStatus: Codable, Hashable, Sendable {
    /// The rule that is back to observing; nil for all rules of the server.
    package var rule: String?
    /// Why: `max-stops-per-hour`, `max-per-hour` or `respawn`.
    package var reason: String
    /// How long ago it tripped.
    package var ageMicroseconds: Int64
}

/// An activity as it is now.
package struct ActivityStatus: Codable, Hashable, Sendable {
    /// Its uuid.
    package var uuid: String
    /// Its type.
    package var type: String
    /// Its title; nil with `titles = false`.
    package var title: String?
    /// Its subtitle; nil with `titles = false`.
    package var subtitle: String?
    /// Its progress in percent; nil while unknown.
    package var progress: Double?
    /// The key of its section; nil where it names none.
    package var sectionID: String?
    /// The name of its section; nil where it has not been read.
    package var section: String?
    /// Whether the server offers to cancel it; nil where it does not say.
    package var isCancellable: Bool?
    /// How long it has been seen running, in evidence.
    package var ageMicroseconds: Int64
    /// How long nothing about it has changed, in evidence.
    package var stalledMicroseconds: Int64
    /// The rules whose conditions hold and that wait for their `for`.
    package var pending: [PendingStatus]
    /// What each rule makes of it, in the order in which they apply; nil where there are too many activities to tell.
    package var rules: [RuleExplanation]?
}

/// A rule that waits for its `for` on an activity.
package struct PendingStatus: Codable, Hashable, Sendable {
    /// The rule.
    package var rule: String
    /// `observe`, `enforce` or `notify`.
    package var mode: String
    /// How much evidence is missing until it acts.
    package var remainingMicroseconds: Int64
}

/// A stop that is under way.
package struct OperationStatus: Codable, Hashable, Sendable {
    /// The rule.
    package var rule: String
    /// What is to end.
    package var uuids: [String]
    /// `looking-again`, `sending` or `verifying`.
    package var phase: String
    /// The remedy of the current step; nil where none is left.
    package var remedy: String?
    /// How many requests the step has sent.
    package var attempts: Int
}
