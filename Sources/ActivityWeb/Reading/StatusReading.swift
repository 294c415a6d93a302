// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ActivityPage
import ServiceFiles

/// The service's status, as the page needs it. This file alone knows the layout of the status.
struct StatusReading: Sendable {
    /// The status for pages.
    var page: PageStatus
    /// All of it as JSON, for programs; nil without a running service.
    var json: [UInt8]?
    /// A number that changes with the content, and not with clocks that only run on.
    var mark: Int
    /// The metrics.
    var metrics: [MetricFamily]
    /// The activities, for programs.
    var activities: [ListedActivity]

    /// One activity as `/api/activities` has it. Durations are in microseconds of evidence.
    struct ListedActivity: Encodable, Hashable, Sendable {
        var server: String
        var uuid: String
        var type: String
        var title: String?
        var subtitle: String?
        var progress: Double?
        var sectionID: String?
        var section: String?
        var ageMicroseconds: Int64
        var stalledMicroseconds: Int64
        /// The first rule that waits for it, and when it acts.
        var pendingRule: String?
        var pendingMicroseconds: Int64?
    }

    /// Reads the status of the service with this runtime directory.
    static func read(directory: String) -> StatusReading {
        do throws(StatusFailure) {
            return StatusReading(try StatusFile(directory: directory).readRunning().status)
        } catch {
            return StatusReading(
                page: PageStatus(health: .down(error.description)), json: nil, mark: 0,
                metrics: [StatusMetrics.up(false)], activities: [])
        }
    }

    private init(
        page: PageStatus, json: [UInt8]?, mark: Int, metrics: [MetricFamily], activities: [ListedActivity]
    ) {
        self.page = page
        self.json = json
        self.mark = mark
        self.metrics = metrics
        self.activities = activities
    }

    /// The reading of a document.
    init(_ status: StatusDocument) {
        let polls = Dictionary(status.polls.map { ($0.server, $0) }) { first, _ in first }
        self.init(
            page: PageStatus(
                health: .running, pause: status.pause.words, rejectedConfiguration: status.rejectedConfiguration,
                servers: status.monitor.servers.map { PageStatus.Server($0, polls[$0.name]) }),
            json: try? StatusFile.bytes(of: status), mark: status.settled.mark,
            metrics: StatusMetrics(status: status).families,
            activities: status.monitor.servers.flatMap { server in
                server.activities.map { ListedActivity($0, on: server.name) }
            })
    }
}

extension StatusReading.ListedActivity {
    fileprivate init(_ activity: ActivityStatus, on server: String) {
        self.init(
            server: server, uuid: activity.uuid, type: activity.type, title: activity.title,
            subtitle: activity.subtitle, progress: activity.progress, sectionID: activity.sectionID,
            section: activity.section, ageMicroseconds: activity.ageMicroseconds,
            stalledMicroseconds: activity.stalledMicroseconds, pendingRule: activity.pending.first?.rule,
            pendingMicroseconds: activity.pending.first?.remainingMicroseconds)
    }
}

extension PageStatus.Server {
    fileprivate init(_ server: ServerStatus, _ poll: PollStatus?) {
        self.init(
            name: server.name, state: server.state, version: server.version, stream: server.stream.state,
            heldBack: server.enforcementHeldBack, failure: server.failures > 0 ? poll?.lastError : nil,
            breakers: server.breakers.map { ($0.rule ?? "", $0.reason) },
            stops: (server.stopsInLastHour, server.maximumStopsPerHour), activityCount: server.activityCount,
            activities: server.activities.map { activity in
                let stop = server.operations.first { $0.uuids.contains(activity.uuid) }
                return PageStatus.Activity(
                    uuid: activity.uuid, type: activity.type, title: activity.title, subtitle: activity.subtitle,
                    progress: activity.progress, section: activity.section ?? activity.sectionID,
                    age: activity.ageMicroseconds, stalled: activity.stalledMicroseconds, pending: activity.pending,
                    stop: stop.map { ($0.rule, $0.phase) })
            })
    }
}

extension StatusDocument {
    /// The same without the ages of activities, which grow by themselves.
    fileprivate var settled: StatusDocument {
        var settled = self
        for server in settled.monitor.servers.indices {
            for activity in settled.monitor.servers[server].activities.indices {
                settled.monitor.servers[server].activities[activity].ageMicroseconds = 0
                settled.monitor.servers[server].activities[activity].stalledMicroseconds = 0
                for pending in settled.monitor.servers[server].activities[activity].pending.indices {
                    settled.monitor.servers[server].activities[activity].pending[pending].remainingMicroseconds = 0
                }
            }
        }
        // Each good poll moves them.
        for poll in settled.polls.indices {
            settled.polls[poll].lastPoll = nil
            settled.polls[poll].lastAnswer = nil
        }
        return settled
    }
}
