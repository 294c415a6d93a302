// SPDX-License-Identifier: Apache-2.0

/// The monitor's current knowledge, for people: the core's part of `status.json`.
///
/// Texts are safe to print, and titles are absent with `titles = false`. Durations are whole microseconds.
package struct StatusReport: Codable, Hashable, Sendable {
    /// The number of the configuration in force, from 1; 0 before the first.
    package var generation: Int
    /// Whether everything is paused.
    package var isPaused: Bool
    /// The servers, in the configuration's order.
    package var servers: [ServerStatus]

    /// A report with these values.
    package init(generation: Int, isPaused: Bool, servers: [ServerStatus]) {
        self.generation = generation
        self.isPaused = isPaused
        self.servers = servers
    }
}

/// The current state of one server.
package struct ServerStatus: Codable, Hashable, Sendable {
    /// The configured name.
    package var name: String
    /// `starting`, `reachable`, `unreachable` or `unauthorized`.
    package var state: String
    /// The machineIdentifier of the installation; nil until it was read.
    package var machineIdentifier: String?
    /// The server's version; nil if the server did not tell it.
    package var version: String?
    /// The number of failed polls since the last answered one.
    package var failures: Int
    /// Its stream of notifications.
    package var stream: StreamStatus
    /// Whether the token is an administrator's; nil unless the server has told that it is not, or is one again.
    package var isAdministrator: Bool?
    /// The reason why rules stop nothing on this server; nil if they may stop.
    package var enforcementHeldBack: String?
    /// The number of stops of all rules within the last hour, heeded or not: the budget counts them.
    package var stopsInLastHour: Int
    /// The number of these stops that ended their victims; nil in a status from before it was kept.
    package var heededStopsInLastHour: Int?
    /// The limit for the number of stops.
    package var maximumStopsPerHour: Int
    /// The breakers that have tripped.
    package var breakers: [BreakerStatus]
    /// The number of activities.
    package var activityCount: Int
    /// The activities in the order of their uuids, up to 1,000.
    package var activities: [ActivityStatus]
    /// The stops under way.
    package var operations: [OperationStatus]
}

/// The current state of a stream of notifications.
package struct StreamStatus: Codable, Hashable, Sendable {
    /// `starting`, `open`, `closed` or `unwanted`.
    package var state: String
    /// The time since it was opened or closed; nil in other states.
    package var ageMicroseconds: Int64?
    /// The kind of the last failure of a closed stream; nil in other states.
    package var reason: String?
    /// The last failure of a closed stream as a sentence; nil in other states.
    package var explanation: String?
}

/// A breaker that has tripped.
package struct BreakerStatus: Codable, Hashable, Sendable {
    /// The rule that only observes because of it; nil for all rules of the server.
    package var rule: String?
    /// The reason: `max-stops-per-hour`, `max-per-hour` or `respawn`.
    package var reason: String
    /// The time since it tripped.
    package var ageMicroseconds: Int64
}

/// The current state of an activity.
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
    /// The key of its section; nil if it names none.
    package var sectionID: String?
    /// The name of its section; nil until it was read.
    package var section: String?
    /// Whether the server offers to cancel it; nil if the server does not say.
    package var isCancellable: Bool?
    /// How long the service has seen it run, in evidence.
    package var ageMicroseconds: Int64
    /// How long it has stayed unchanged, in evidence.
    package var stalledMicroseconds: Int64
    /// The rules whose conditions hold and that wait for their `for`.
    package var pending: [PendingStatus]
    /// The judgement of each rule, in the order in which rules apply; nil if there are too many activities.
    package var rules: [RuleExplanation]?
}

/// A rule that waits for its `for` on an activity.
package struct PendingStatus: Codable, Hashable, Sendable {
    /// The rule.
    package var rule: String
    /// `observe`, `enforce` or `notify`.
    package var mode: String
    /// The evidence that is missing until it acts.
    package var remainingMicroseconds: Int64
}

/// A stop under way.
package struct OperationStatus: Codable, Hashable, Sendable {
    /// The rule.
    package var rule: String
    /// The uuids of the activities to end.
    package var uuids: [String]
    /// `looking-again`, `sending` or `verifying`.
    package var phase: String
    /// The remedy of the current step; nil if no step is left.
    package var remedy: String?
    /// The number of requests that the step has sent.
    package var attempts: Int
}
