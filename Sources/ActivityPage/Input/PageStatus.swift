// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// What the service sees now, as far as a page shows it. Texts come from the service and may name media.
package struct PageStatus: Sendable {
    /// How the service is.
    package enum Health: Hashable, Sendable {
        /// It runs and writes its status.
        case running
        /// It does not run, hangs, or its status cannot be read; with one sentence.
        case down(String)
    }

    /// One server.
    package struct Server: Sendable {
        /// The configured name.
        package var name: String
        /// `starting`, `reachable`, `unreachable` or `unauthorized`.
        package var state: String
        /// The server's version.
        package var version: String?
        /// `starting`, `open`, `closed` or `unwanted`.
        package var stream: String
        /// Why rules stop nothing on this server.
        package var heldBack: String?
        /// Why the last poll failed.
        package var failure: String?
        /// The rules whose breaker has tripped, each with its reason; an empty rule stands for all.
        package var breakers: [(rule: String, reason: String)]
        /// The stops of the last hour, and the limit.
        package var stops: (recent: Int, limit: Int)
        /// The number of activities, also of those that are not listed.
        package var activityCount: Int
        /// The activities.
        package var activities: [Activity]

        /// A server with these values.
        package init(
            name: String, state: String, version: String? = nil, stream: String, heldBack: String? = nil,
            failure: String? = nil, breakers: [(rule: String, reason: String)] = [],
            stops: (recent: Int, limit: Int) = (0, 0), activityCount: Int, activities: [Activity]
        ) {
            self.name = name
            self.state = state
            self.version = version
            self.stream = stream
            self.heldBack = heldBack
            self.failure = failure
            self.breakers = breakers
            self.stops = stops
            self.activityCount = activityCount
            self.activities = activities
        }
    }

    /// One activity. Durations are in microseconds of evidence.
    package struct Activity: Sendable {
        /// Its uuid.
        package var uuid: String
        /// Its type.
        package var type: String
        /// Its title; nil with `titles = false`.
        package var title: String?
        /// Its subtitle; nil with `titles = false`.
        package var subtitle: String?
        /// Its progress in percent.
        package var progress: Double?
        /// The name or the key of its section.
        package var section: String?
        /// How long it has been seen to run.
        package var age: Int64
        /// How long it has stayed unchanged.
        package var stalled: Int64
        /// The rules that wait for their `for`.
        package var pending: [PendingStatus]
        /// The phase of a stop under way, and its rule.
        package var stop: (rule: String, phase: String)?

        /// An activity with these values.
        package init(
            uuid: String, type: String, title: String? = nil, subtitle: String? = nil, progress: Double? = nil,
            section: String? = nil, age: Int64 = 0, stalled: Int64 = 0, pending: [PendingStatus] = [],
            stop: (rule: String, phase: String)? = nil
        ) {
            self.uuid = uuid
            self.type = type
            self.title = title
            self.subtitle = subtitle
            self.progress = progress
            self.section = section
            self.age = age
            self.stalled = stalled
            self.pending = pending
            self.stop = stop
        }
    }

    /// How the service is.
    package var health: Health
    /// The pause in words; nil without one.
    package var pause: String?
    /// Why the last configuration is not in force.
    package var rejectedConfiguration: String?
    /// The servers in the configuration's order.
    package var servers: [Server]

    /// A status with these values.
    package init(
        health: Health, pause: String? = nil, rejectedConfiguration: String? = nil, servers: [Server] = []
    ) {
        self.health = health
        self.pause = pause
        self.rejectedConfiguration = rejectedConfiguration
        self.servers = servers
    }
}
