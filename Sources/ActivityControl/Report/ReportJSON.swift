// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ActivityPage
import PlexModel
import ServiceFiles

/// A report as JSON. Times are RFC 3339 in UTC, and durations are whole microseconds.
struct ReportJSON: Encodable {
    /// The beginning of the report.
    var since: String
    /// The end of the report.
    var until: String
    /// The number of events.
    var events: Int
    /// The activities, in the order of their first events.
    var runs: [Run]
    /// Stops, lost work and other marked moments, newest first; up to 200.
    var moments: [Moment]
    /// Outages and restarts.
    var interruptions: [Outage]
    /// How long work usually takes.
    var durations: [Usual]
    /// What was stuck most often.
    var stalls: [Stall]
    /// What each rule did.
    var rules: [RuleRecord]
    /// The rules that the history suggests.
    var suggestions: [Report.Suggestion]

    /// One activity.
    struct Run: Encodable {
        /// The server.
        var server: String
        /// Its uuid.
        var uuid: String
        /// Its type.
        var type: String
        /// The key of its section.
        var sectionID: String?
        /// Its title; absent if titles are hidden.
        var title: String?
        /// When it began, or was first known to run.
        var begin: String
        /// Whether its start was seen.
        var isBeginSeen: Bool
        /// When it ended; absent while it runs.
        var end: String?
        /// `running`, `completed`, `ended`, `ended-after-request` or `lost`.
        var outcome: String
        /// How long it was seen to run.
        var ageMicroseconds: Int64
        /// How long it showed no sign of life, in stalls of five minutes or more.
        var stalledMicroseconds: Int64
    }

    /// A marked moment.
    struct Moment: Encodable {
        /// `stopped`, `ineffective`, `would-stop`, `fired`, `lost` or `breaker`.
        var kind: String
        /// When.
        var at: String
        /// The server.
        var server: String
        /// The activity.
        var uuid: String
        /// The rule.
        var rule: String?
        /// The reason, as in `PLEX_REASON`.
        var reason: String?
    }

    /// An outage or a restart.
    struct Outage: Encodable {
        /// The server; every server has the starts of the service.
        var server: String
        /// `unreachable`, `refused`, `server-restart` or `service-start`.
        var kind: String
        /// When it began.
        var begin: String
        /// When it ended; absent while it goes on.
        var end: String?
    }

    /// How long work of one kind usually takes.
    struct Usual: Encodable {
        /// The server.
        var server: String
        /// The type.
        var type: String
        /// The key of the section.
        var sectionID: String?
        /// The number of runs.
        var runs: Int
        /// The median.
        var medianMicroseconds: Int64
        /// The 95th percentile.
        var percentile95Microseconds: Int64
        /// The longest.
        var longestMicroseconds: Int64
        /// The median of the newer half divided by that of the older half; absent with fewer than 8 runs.
        var trend: Double?
    }

    /// How often work of one kind was stuck.
    struct Stall: Encodable {
        /// The server.
        var server: String
        /// The type.
        var type: String
        /// The key of the section.
        var sectionID: String?
        /// The number of stalls.
        var count: Int
        /// The longest.
        var longestMicroseconds: Int64
        /// All of them.
        var totalMicroseconds: Int64
    }

    /// The JSON of a report.
    init(_ report: Report) {
        self.since = Self.time(report.span.begin)
        self.until = Self.time(report.span.end)
        self.events = report.eventCount
        self.runs = report.runs.map(Run.init)
        self.moments = report.notable.map { mark in
            let run = report.runs[mark.run]
            return Moment(
                kind: mark.kind.name, at: Self.time(mark.at), server: run.server, uuid: run.uuid, rule: mark.rule,
                reason: mark.reason)
        }
        self.interruptions = report.servers.flatMap { server in
            server.interruptions.map { interruption in
                Outage(
                    server: server.name, kind: interruption.kind.name, begin: Self.time(interruption.span.begin),
                    end: interruption.isOpen ? nil : Self.time(interruption.span.end))
            }
        }
        self.durations = report.durations.map { usual in
            Usual(
                server: usual.kind.server, type: usual.kind.type, sectionID: usual.kind.sectionID, runs: usual.count,
                medianMicroseconds: usual.median, percentile95Microseconds: usual.percentile95,
                longestMicroseconds: usual.longest, trend: usual.trend)
        }
        self.stalls = report.stalls.map { stall in
            Stall(
                server: stall.kind.server, type: stall.kind.type, sectionID: stall.kind.sectionID, count: stall.count,
                longestMicroseconds: stall.longest, totalMicroseconds: stall.total)
        }
        self.rules = report.rules
        self.suggestions = report.suggestions
    }

    /// A time as RFC 3339 has it.
    fileprivate static func time(_ microseconds: Int64) -> String { WallTime(microseconds: microseconds).text }
}

extension ReportJSON.Run {
    fileprivate init(_ run: WorkRun) {
        self.init(
            server: run.server, uuid: run.uuid, type: run.type, sectionID: run.sectionID,
            title: run.title.isEmpty ? nil : run.title, begin: ReportJSON.time(run.begin),
            isBeginSeen: run.isBeginSeen, end: run.end.map(ReportJSON.time), outcome: run.ending.name,
            ageMicroseconds: run.age, stalledMicroseconds: run.stalls.reduce(0) { $0 + $1.length })
    }
}

extension WorkRun.Ending {
    fileprivate var name: String {
        switch self {
        case .running: "running"
        case .completed: "completed"
        case .ended: "ended"
        case .afterRequest: "ended-after-request"
        case .lost: "lost"
        }
    }
}

extension Mark.Kind {
    fileprivate var name: String {
        switch self {
        case .stopped: "stopped"
        case .ineffective: "ineffective"
        case .wouldStop: "would-stop"
        case .fired: "fired"
        case .lost: "lost"
        case .breaker: "breaker"
        }
    }
}

extension Interruption.Kind {
    fileprivate var name: String {
        switch self {
        case .unreachable: "unreachable"
        case .refused: "refused"
        case .serverRestart: "server-restart"
        case .serviceStart: "service-start"
        }
    }
}

extension WorkRow {
    /// The kind for rules.
    var work: WorkKind { WorkKind(type: ActivityType(self.type), section: self.sectionID.map { SectionID($0) }) }
}
