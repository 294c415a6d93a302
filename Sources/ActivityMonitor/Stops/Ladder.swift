// SPDX-License-Identifier: Apache-2.0

/// The steps of a stop, and its current step.
struct Ladder: Hashable, Sendable {
    /// The steps in order.
    let steps: [RemedyKind]
    /// The number of completed steps.
    private(set) var step: Int
    /// The number of requests of the current step.
    private(set) var attempts: Int

    /// A ladder at its first step, or at a later one.
    init(_ steps: [RemedyKind], step: Int = 0, attempts: Int = 0) {
        self.steps = steps
        self.step = step
        self.attempts = attempts
    }

    /// The current step; nil if no step is left.
    var current: RemedyKind? { self.step < self.steps.count ? self.steps[self.step] : nil }

    /// Whether the current step is the last.
    var isAtLast: Bool { self.step + 1 >= self.steps.count }

    /// Goes on to the next step.
    mutating func advance() {
        self.step += 1
        self.attempts = 0
    }

    /// Skips all remaining steps.
    mutating func skipAll() {
        self.step = self.steps.count
        self.attempts = 0
    }

    /// Counts a request.
    mutating func countRequest() { self.attempts += 1 }

    /// Takes back a request that was not sent.
    mutating func uncountRequest() { self.attempts -= 1 }
}
