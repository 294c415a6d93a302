// SPDX-License-Identifier: Apache-2.0

/// The steps of a stop, and which of them it is at.
struct Ladder: Hashable, Sendable {
    /// The steps, from the first.
    let steps: [RemedyKind]
    /// How many of them are behind it.
    private(set) var step: Int
    /// How many requests the step has sent.
    private(set) var attempts: Int

    /// A ladder at its first step, or further on.
    init(_ steps: [RemedyKind], step: Int = 0, attempts: Int = 0) {
        self.steps = steps
        self.step = step
        self.attempts = attempts
    }

    /// The step that it is at; nil once none is left.
    var current: RemedyKind? { self.step < self.steps.count ? self.steps[self.step] : nil }

    /// Whether no step comes after the one that it is at.
    var isAtLast: Bool { self.step + 1 >= self.steps.count }

    /// Goes on to the next step.
    mutating func advance() {
        self.step += 1
        self.attempts = 0
    }

    /// Passes over all steps that are left.
    mutating func skipAll() {
        self.step = self.steps.count
        self.attempts = 0
    }

    /// Counts a request.
    mutating func countRequest() { self.attempts += 1 }

    /// Takes back a request that was not sent.
    mutating func uncountRequest() { self.attempts -= 1 }
}
