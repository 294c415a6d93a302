// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// The result of one recorded input.
package struct ReplayStep: Hashable, Sendable {
    /// The wall-clock time, in microseconds since 1970-01-01 00:00 UTC.
    package var wallMicroseconds: Int64
    /// The monitor's output.
    package var output: Output
}

/// Plays a recording to a monitor, line by line.
package struct Replayer {
    /// The event that begins a segment which does not continue the one before.
    package enum Beginning: Hashable, Sendable {
        /// The daemon started.
        case start
        /// Earlier segments are missing, or inputs were lost: clocks go on from the saved state, as after a restart.
        case interruption
    }

    private let rules: ReplayRules
    private var monitor = Monitor()
    private var header: RecordingHeader?
    /// Whether inputs that the segment before has too are skipped.
    private var skipsRepeated = false

    /// A replay before its first line.
    package init(by rules: ReplayRules) {
        self.rules = rules
    }

    /// Begins a segment.
    ///
    /// - Returns: what begins with it; nil where it only goes on.
    @discardableResult
    package mutating func begin(_ header: RecordingHeader) -> Beginning? {
        let follows = self.header.map(header.follows) ?? false
        let previous = self.header
        self.header = header
        self.skipsRepeated = follows
        guard !follows else { return nil }
        if let state = header.state {
            // The daemon saved no clocks of rules that were not in force.
            let own = previous != nil && self.rules != .recorded ? self.monitor.savedState() : state
            self.monitor = Monitor(restoring: own, isSameBoot: header.isSameBoot)
        } else {
            self.monitor = Monitor()
        }
        return header.sequence == 1 ? .start : .interruption
    }

    /// Gives the monitor an input.
    ///
    /// - Returns: what followed; nil where the input only repeats what was told before.
    package mutating func take(_ input: Input, at instant: Instant, isRepeated: Bool) -> ReplayStep? {
        guard let header = self.header, !(isRepeated && self.skipsRepeated) else { return nil }
        var input = input
        if case .configure(let settings) = input {
            input = .configure(self.rules.settings(insteadOf: settings, showsTitles: header.showsTitles))
        }
        let output = self.monitor.handle(input, at: instant)
        return ReplayStep(wallMicroseconds: header.wallMicroseconds(at: instant), output: output)
    }
}
