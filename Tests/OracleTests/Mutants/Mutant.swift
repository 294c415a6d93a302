// SPDX-License-Identifier: Apache-2.0

/// A fault that is put between the core and the world: into what goes in, or into what comes out.
protocol Mutation: Sendable {
    /// The judgement that it must break.
    static var breaks: Judgement { get }

    /// One that has done nothing yet.
    init()

    /// What the core gets instead of a stimulus; nil for nothing at all.
    mutating func changed(_ stimulus: Stimulus) -> Stimulus?

    /// Changes what comes out.
    mutating func change(
        _ reaction: inout Reaction, after stimulus: Stimulus, at now: Moment, _ core: inout MonitorCore)

    /// How often the core wants an entry polled, after all.
    func changed(interval: Milliseconds?) -> Milliseconds?
}

extension Mutation {
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? { stimulus }
    mutating func change(_: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {}
    func changed(interval: Milliseconds?) -> Milliseconds? { interval }
}
