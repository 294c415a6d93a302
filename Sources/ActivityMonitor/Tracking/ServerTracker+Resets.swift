// SPDX-License-Identifier: Apache-2.0

extension ServerTracker {
    /// Whether clocks were reset since this was last asked.
    mutating func takeHasResetClocks() -> Bool {
        defer { self.hasResetClocks = false }
        return self.hasResetClocks
    }

    /// Notes that a clock was reset, if that has taken time away.
    mutating func noteReset(from before: EvidenceClock?, to after: EvidenceClock?) {
        if (before?.total ?? .zero) > (after?.total ?? .zero) { self.hasResetClocks = true }
    }
}
