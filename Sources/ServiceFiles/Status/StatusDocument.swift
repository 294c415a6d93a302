// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// What the service knows now, for `plex-activityctl`, the page and other programs: in `status.json` a line a server, and
/// in memory with the activities from the servers' files.
package struct StatusDocument: Codable, Hashable, Sendable {
    /// The layout of this version.
    package static let currentVersion = 2

    /// The layout it was written in.
    package var version = Self.currentVersion
    /// The version of the daemon.
    package var programVersion: String
    /// The process.
    package var pid: Int32
    /// When it was written: RFC 3339, UTC. It holds until the file's modification time.
    package var writtenAt: String
    /// When the daemon started: RFC 3339, UTC.
    package var startedAt: String
    /// Why the last configuration that was offered is not in force; nil where it is.
    package var rejectedConfiguration: String?
    /// Whether armed rules only observe, as the daemon was not started as the service; nil for no.
    package var isDisarmed: Bool?
    /// The pause: null for none, the end as RFC 3339 has it, or empty for one until it is lifted.
    package var pause: Pause
    /// How the polls of each server go, in the configuration's order.
    package var polls: [PollStatus]
    /// The stream of notifications of each server, in the configuration's order.
    package var streams: [StreamConnectionStatus]
    /// The monitor's own report.
    package var monitor: StatusReport
    /// The numbers of events since the daemon started.
    package var counters: EventCounters

    /// A status with these values, in the layout of this version.
    package init(
        programVersion: String, pid: Int32, writtenAt: String, startedAt: String, rejectedConfiguration: String? = nil,
        isDisarmed: Bool? = nil, pause: Pause = .none, polls: [PollStatus], streams: [StreamConnectionStatus],
        monitor: StatusReport,
        counters: EventCounters = EventCounters()
    ) {
        self.programVersion = programVersion
        self.pid = pid
        self.writtenAt = writtenAt
        self.startedAt = startedAt
        self.rejectedConfiguration = rejectedConfiguration
        self.isDisarmed = isDisarmed
        self.pause = pause
        self.polls = polls
        self.streams = streams
        self.monitor = monitor
        self.counters = counters
    }

    /// Reads a status. `pause`, `streams` and `counters` may be missing: other programs write such files, too.
    package init(from decoder: any Decoder) throws {
        let content = try decoder.container(keyedBy: CodingKeys.self)
        self.version = try content.decode(Int.self, forKey: .version)
        self.programVersion = try content.decode(String.self, forKey: .programVersion)
        self.pid = try content.decode(Int32.self, forKey: .pid)
        self.writtenAt = try content.decode(String.self, forKey: .writtenAt)
        self.startedAt = try content.decode(String.self, forKey: .startedAt)
        self.rejectedConfiguration = try content.decodeIfPresent(String.self, forKey: .rejectedConfiguration)
        self.isDisarmed = try content.decodeIfPresent(Bool.self, forKey: .isDisarmed)
        self.pause = try content.decodeIfPresent(Pause.self, forKey: .pause) ?? .none
        self.polls = try content.decode([PollStatus].self, forKey: .polls)
        self.streams = try content.decodeIfPresent([StreamConnectionStatus].self, forKey: .streams) ?? []
        self.monitor = try content.decode(StatusReport.self, forKey: .monitor)
        self.counters = try content.decodeIfPresent(EventCounters.self, forKey: .counters) ?? EventCounters()
    }
}

/// How the polls of one server go.
package struct PollStatus: Codable, Hashable, Sendable {
    /// The configured name.
    package var server: String
    /// When the last poll was answered or failed: RFC 3339, UTC; nil before the first. In `status.json` only while polls
    /// fail: the modification time of a server's file is the time of its last answer.
    package var lastPoll: String?
    /// When the last good answer came, likewise.
    package var lastAnswer: String?
    /// Why the last poll failed; nil when it did not.
    package var lastError: String?
    /// The time between two polls at present, in microseconds.
    package var intervalMicroseconds: Int64

    /// The polls of a server, as far as they are known.
    package init(
        server: String, lastPoll: String? = nil, lastAnswer: String? = nil, lastError: String? = nil,
        intervalMicroseconds: Int64
    ) {
        self.server = server
        self.lastPoll = lastPoll
        self.lastAnswer = lastAnswer
        self.lastError = lastError
        self.intervalMicroseconds = intervalMicroseconds
    }
}
