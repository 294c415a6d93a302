// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// What followed from one recorded input.
package struct ReplayStep: Hashable, Sendable {
    /// What the clock on the wall showed, in microseconds since 1970-01-01 00:00 UTC.
    package var wallMicroseconds: Int64
    /// What the monitor made of it.
    package var output: Output
}

/// Tells a monitor what a recording says, line by line.
package struct Replayer {
    /// What begins where a segment does not go on from the one before.
    package enum Beginning: Hashable, Sendable {
        /// The daemon started.
        case start
        /// The segments before it are not there, or inputs were lost: clocks go on from what was saved, as after a restart.
        case interruption
    }

    private let rules: ReplayRules
    private var monitor = Monitor()
    private var header: RecordingHeader?
    /// Whether inputs that stand in the segment before are passed over.
    private var skipsRepeated = false

    /// A replay that has not begun.
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
            // Rules that were not in force have no clocks in what the daemon saved.
            let own = previous != nil && self.rules != .recorded ? self.monitor.savedState() : state
            self.monitor = Monitor(restoring: own, isSameBoot: header.isSameBoot)
        } else {
            self.monitor = Monitor()
        }
        return header.sequence == 1 ? .start : .interruption
    }

    /// Tells the monitor an input.
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
