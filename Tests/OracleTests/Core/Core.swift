// SPDX-License-Identifier: Apache-2.0

/// What the driver drives and the oracle judges: the core, or a mutant of it.
protocol Core: Sendable {
    /// What it must not forget.
    associatedtype Memory: Sendable

    /// One that knows nothing.
    init()

    /// One that goes on where another stopped; after a reboot its clock begins at this moment.
    init(remembering memory: Memory, rebootedAt: Moment?, clock: ClockZero)

    /// Takes a stimulus.
    mutating func take(_ stimulus: Stimulus, at now: Moment) -> Reaction

    /// When it wants to be woken.
    func nextDeadline() -> Moment?

    /// How often it wants an entry polled.
    func pollInterval(of entry: String) -> Milliseconds?

    /// Whether it needs to know who plays before the next poll of an entry.
    func needsSessions(of entry: String) -> Bool

    /// What it must not forget now.
    var memory: Memory { get }

    /// How many bytes a memory takes in its file.
    static func size(of memory: Memory) -> Int
}

/// The moment at which the monotonic clock of the core's machine shows zero: a reboot moves it.
struct ClockZero: Hashable, Sendable {
    /// The moment of the last boot.
    var boot: Moment
}
