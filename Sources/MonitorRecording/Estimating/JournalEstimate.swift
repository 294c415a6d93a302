// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import PlexModel

/// What rules would have stopped, estimated from the entries of the journal.
///
/// The same monitor decides as in the daemon, on what the entries prove was to be seen. Every doubt speaks against a
/// stop, so that there are never more than a replay of a recording of that time would show.
package struct JournalEstimate {
    /// How the daemon looked at the servers, as far as the estimate depends on it.
    package struct Manner: Hashable, Sendable {
        /// The longest time between two polls: an idle server is polled at up to six times its interval, and an
        /// answer may take some seconds.
        package let pollGap: Duration
        /// How long a change may have waited until it was told.
        package let tellingDelay: Duration

        /// The manner of a daemon with these settings.
        package init(pollInterval: Duration, progressInterval: Duration) {
            self.pollGap = max(pollInterval * 6, pollInterval + .seconds(10))
            self.tellingDelay = progressInterval * 2
        }

        /// How much longer all of a rule must hold in the estimate: for so long a poll surely lies between.
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

    /// What rules would have stopped.
    ///
    /// - Parameters:
    ///   - rules: the rules.
    ///   - safety: what bounds them.
    ///   - manner: how the daemon looked at the servers then.
    ///   - localTime: what clocks show so many microseconds after the beginning of 1970, UTC.
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
        // Each server's are in order.
        decided = decided.enumerated()
            .sorted { ($0.element.wallMicroseconds, $0.offset) < ($1.element.wallMicroseconds, $1.offset) }
            .map(\.element)
        return ReplayReport(
            decided: decided, stopped: self.history.stopped, inputCount: self.history.count, span: self.history.span,
            hidesTitles: self.history.hidesTitles)
    }
}
