// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import PlexModel

/// The stops of rules, estimated from the entries of the journal.
///
/// The daemon's monitor decides, on sights that the entries prove. Every doubt counts against a stop: an estimate never
/// shows more stops than the replay of a recording of that time.
package struct JournalEstimate {
    /// The way in which the daemon looked at the servers.
    package struct Manner: Hashable, Sendable {
        /// The longest time between two polls: an idle server is polled at up to six times its interval, and an
        /// answer may take some seconds.
        package let pollGap: Duration
        /// The longest time before a change was told.
        package let tellingDelay: Duration

        /// The manner of a daemon with these settings.
        package init(pollInterval: Duration, progressInterval: Duration) {
            self.pollGap = max(pollInterval * 6, pollInterval + .seconds(10))
            self.tellingDelay = progressInterval * 2
        }

        /// The extra time for which conditions must hold in the estimate: within it there certainly was a poll.
        package var margin: Duration { self.pollGap * 2 }
    }

    private var history = JournalHistory()

    /// An estimate that has read nothing.
    package init() {}

    /// The configured names of the servers that entries were about.
    package var servers: [String] { self.history.servers.map(\.name) }

    /// Takes an entry of the journal; they must come in its order.
    ///
    /// - Parameters:
    ///   - wallMicroseconds: when it was written, in microseconds since 1970-01-01 00:00 UTC.
    ///   - monotonicMicroseconds: the same on the clock of its boot, which stands still while the machine sleeps.
    ///   - boot: the boot.
    package mutating func take(
        _ event: Event, wallMicroseconds: Int64, monotonicMicroseconds: Int64, boot: String
    ) {
        self.history.take(event, wall: wallMicroseconds, monotonic: monotonicMicroseconds, boot: boot)
    }

    /// The stops of these rules, estimated.
    ///
    /// - Parameters:
    ///   - rules: the rules.
    ///   - safety: the limits of the rules.
    ///   - manner: how the daemon looked at the servers then.
    ///   - localTime: the local time at so many microseconds since 1970-01-01 00:00 UTC.
    package func report(
        by rules: [Rule], _ safety: SafetySettings, manner: Manner, localTime: (Int64) -> LocalTime
    ) -> ReplayReport {
        var decided: [ReplayedDecision] = []
        for server in self.history.servers {
            var course = JournalCourse(pollGap: manner.pollGap, tellingDelay: manner.tellingDelay)
            let changes = server.runs.flatMap { course.changes(of: $0) }.enumerated()
                .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
            var watch = EstimatedWatch(
                server: server, rules: rules, safety: safety, manner: manner,
                moments: self.history.moments)
            decided += watch.decisions(on: changes, localTime: localTime)
        }
        // The entries of each server are in order.
        decided = decided.enumerated()
            .sorted { ($0.element.wallMicroseconds, $0.offset) < ($1.element.wallMicroseconds, $1.offset) }
            .map(\.element)
        return ReplayReport(
            decided: decided, stopped: self.history.stopped, inputCount: self.history.count, span: self.history.span,
            hidesTitles: self.history.hidesTitles)
    }
}
