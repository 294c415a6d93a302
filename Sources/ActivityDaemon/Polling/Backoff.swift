// SPDX-License-Identifier: Apache-2.0

/// How long to wait after failures: 1 s, then twice as long each time up to a limit, each less up to half of it at
/// random, so that several daemons do not ask a server that comes back all at once.
package struct Backoff: Hashable, Sendable {
    /// The shortest wait.
    package static let shortest = Duration.seconds(1)

    /// The longest wait, whole seconds from 1 s on.
    package let longest: Duration
    /// How many failures there were in a row.
    package private(set) var failures = 0

    /// No failure yet; waits grow up to the given one.
    package init(upTo longest: Duration) {
        self.longest = longest
    }

    /// Notes a success.
    package mutating func reset() {
        self.failures = 0
    }

    /// Notes a failure and returns how long to wait before the next attempt.
    package mutating func failed(using generator: inout some RandomNumberGenerator) -> Duration {
        // Twenty doublings of a second are twelve days: no limit is that long, and nothing overflows.
        let ceiling = min(self.longest, Self.shortest * (1 << min(self.failures, 20)))
        self.failures += 1
        // One draw, scaled from all of UInt64 to 0...half.
        let half = UInt64(ceiling.components.seconds) * 500
        let part = (half + 1).multipliedFullWidth(by: generator.next()).high
        return max(Self.shortest, .milliseconds(half + part))
    }
}
