// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import FoundationEssentials
private import PlexModel

/// The metrics of a running service. The values of labels are known in advance or come from the administrator; no label
/// names media.
package struct StatusMetrics {
    /// The states of a server, and of a stream of notifications.
    private static let serverStates = ["starting", "reachable", "unreachable", "unauthorized"]
    private static let streamStates = ["starting", "open", "closed", "unwanted"]
    /// The label for unknown types: their names come from the server, which could make up any number of them.
    private static let otherType = "other"

    /// The metric that says whether the service runs.
    package static func up(_ isUp: Bool) -> MetricFamily {
        Self.gauge("up", "Whether plex-activityd runs and writes its status", isUp ? 1 : 0)
    }

    /// The status.
    package var status: StatusDocument

    /// The metrics of this status.
    package init(status: StatusDocument) {
        self.status = status
    }

    /// All metrics, in a defined order.
    package var families: [MetricFamily] {
        [Self.up(true)] + self.program + self.servers + self.activities + self.restraints + self.counters
    }

    private static func gauge(_ name: String, _ help: String, _ value: Double? = nil) -> MetricFamily {
        var family = MetricFamily(name: "plex_activityd_\(name)", kind: .gauge, help: help)
        if let value { family.add(value) }
        return family
    }

    /// The seconds since 1970 of an RFC 3339 time; nil for another text.
    private static func seconds(_ text: String?) -> Double? {
        guard let text, let date = try? Date(text, strategy: .iso8601) else { return nil }
        return date.timeIntervalSince1970
    }

    private var program: [MetricFamily] {
        var information = Self.gauge("info", "The version of plex-activityd")
        information.add(1, ("version", self.status.programVersion))
        return [
            information,
            Self.gauge("start_time_seconds", "When plex-activityd started", Self.seconds(self.status.startedAt)),
            Self.gauge("status_time_seconds", "When the service wrote its status", Self.seconds(self.status.writtenAt)),
            Self.gauge(
                "paused", "Whether the service is paused, so that rules stop nothing",
                self.status.monitor.isPaused ? 1 : 0),
            Self.gauge(
                "configuration_generation", "How many configurations have been in force since the start",
                Double(self.status.monitor.generation)),
            Self.gauge(
                "configuration_rejected", "Whether the last configuration was rejected and an older one is in force",
                self.status.rejectedConfiguration == nil ? 0 : 1),
        ]
    }

    private var servers: [MetricFamily] {
        var states = Self.gauge("server_state", "The state of a server; 1 for its present state")
        var streams = Self.gauge(
            "stream_state", "The state of the stream of notifications; 1 for its present state")
        var failures = Self.gauge("failed_polls", "How many polls have failed since the last good one")
        var answers = Self.gauge("last_good_poll_timestamp_seconds", "When the last good answer to a poll arrived")
        var activities = Self.gauge("server_activities", "How many activities a server has")
        var intervals = Self.gauge("poll_interval_seconds", "The present time between two polls")
        for server in self.status.monitor.servers {
            for state in Self.serverStates {
                states.add(server.state == state ? 1 : 0, ("server", server.name), ("state", state))
            }
            for state in Self.streamStates {
                streams.add(server.stream.state == state ? 1 : 0, ("server", server.name), ("state", state))
            }
            failures.add(Double(server.failures), ("server", server.name))
            activities.add(Double(server.activityCount), ("server", server.name))
        }
        for poll in self.status.polls {
            if let time = Self.seconds(poll.lastAnswer) { answers.add(time, ("server", poll.server)) }
            intervals.add(Double(poll.intervalMicroseconds) / 1e6, ("server", poll.server))
        }
        return [states, streams, failures, answers, intervals, activities]
    }

    private var activities: [MetricFamily] {
        var counts = Self.gauge("activities", "How many activities of a type a server has, among the first 1,000")
        var ages = Self.gauge("activity_age_seconds", "How long the oldest activity has been seen running")
        var stalls = Self.gauge(
            "activity_stalled_seconds", "How long an activity has shown no progress, at most")
        var pending = Self.gauge(
            "rules_pending", "For how many activities a rule's conditions hold while its for has not passed")
        for server in self.status.monitor.servers {
            let byType = Dictionary(grouping: server.activities) { activity in
                ActivityType(activity.type).isKnown ? activity.type : Self.otherType
            }
            for (type, activities) in byType.sorted(by: { $0.key < $1.key }) {
                let age = activities.map(\.ageMicroseconds).max() ?? 0
                let stalled = activities.map(\.stalledMicroseconds).max() ?? 0
                counts.add(Double(activities.count), ("server", server.name), ("type", type))
                ages.add(Double(age) / 1e6, ("server", server.name), ("type", type))
                stalls.add(Double(stalled) / 1e6, ("server", server.name), ("type", type))
            }
            let rules = Dictionary(grouping: server.activities.flatMap(\.pending), by: \.rule)
            for (rule, waiting) in rules.sorted(by: { $0.key < $1.key }) {
                pending.add(Double(waiting.count), ("server", server.name), ("rule", rule))
            }
        }
        return [counts, ages, stalls, pending]
    }

    private var restraints: [MetricFamily] {
        var underWay = Self.gauge("stops_under_way", "How many stops are under way")
        var recent = Self.gauge("stops_last_hour", "How many stops there were in the last hour")
        var most = Self.gauge("stops_last_hour_limit", "How many stops an hour may have before the breaker trips")
        var held = Self.gauge("enforcement_held_back", "Whether rules may stop nothing on a server")
        var breakers = Self.gauge(
            "breaker_tripped", "The tripped breakers; one without a rule is for all rules of a server")
        for server in self.status.monitor.servers {
            underWay.add(Double(server.operations.count), ("server", server.name))
            recent.add(Double(server.stopsInLastHour), ("server", server.name))
            most.add(Double(server.maximumStopsPerHour), ("server", server.name))
            held.add(server.enforcementHeldBack == nil ? 0 : 1, ("server", server.name))
            for breaker in server.breakers {
                breakers.add(1, ("server", server.name), ("rule", breaker.rule ?? ""), ("reason", breaker.reason))
            }
        }
        return [underWay, recent, most, held, breakers]
    }

    private var counters: [MetricFamily] {
        let counters = self.status.counters
        var events = MetricFamily(
            name: "plex_activityd_events", kind: .counter, help: "How many events there were since the start")
        for kind in EventKind.allCases {
            events.add(Double(counters.events[kind.rawValue] ?? 0), ("event", kind.rawValue))
        }
        var stops = MetricFamily(
            name: "plex_activityd_stops", kind: .counter,
            help: "How many stops a rule has requested since the start, by outcome")
        var would = MetricFamily(
            name: "plex_activityd_would_stop", kind: .counter,
            help: "How often an observing rule would have stopped work, since the start")
        var fired = MetricFamily(
            name: "plex_activityd_rule_fired", kind: .counter,
            help: "How often a notifying rule has fired, since the start")
        for count in counters.rules {
            let (server, rule) = (("server", count.server ?? ""), ("rule", count.rule))
            switch EventKind(rawValue: count.event) {
            case .stopRequested: stops.add(Double(count.count), server, rule, ("outcome", "requested"))
            case .stopConfirmed: stops.add(Double(count.count), server, rule, ("outcome", "confirmed"))
            case .stopIneffective: stops.add(Double(count.count), server, rule, ("outcome", "ineffective"))
            case .stopAbandoned: stops.add(Double(count.count), server, rule, ("outcome", "abandoned"))
            case .wouldStop: would.add(Double(count.count), server, rule)
            case .ruleFired: fired.add(Double(count.count), server, rule)
            default: break
            }
        }
        return [events, stops, would, fired]
    }
}

/// The usual durations of work, from the saved state.
package struct HistoryMetrics {
    /// The most kinds that get a metric: a hostile server could make up any number of sections.
    private static let limit = 200

    /// The state.
    package var state: SavedState

    /// The metrics of this state.
    package init(state: SavedState) {
        self.state = state
    }

    /// All metrics, in a defined order.
    package var families: [MetricFamily] {
        var usual = MetricFamily(
            name: "plex_activityd_usual_run_seconds", kind: .gauge,
            help: "The 95th percentile of the durations of the last runs of a type and section")
        for (server, saved) in self.state.servers.sorted(by: { $0.key < $1.key }) {
            for runs in saved.history.usualRuns where runs.kind.type.isKnown && usual.samples.count < Self.limit {
                let section = runs.kind.section?.rawValue.printable(limit: 64) ?? ""
                usual.add(
                    runs.percentile95.seconds, ("server", server), ("type", runs.kind.type.rawValue),
                    ("section", section))
            }
        }
        return [usual]
    }
}
