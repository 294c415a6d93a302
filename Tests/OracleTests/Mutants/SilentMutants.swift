// SPDX-License-Identifier: Apache-2.0

/// Every start is told twice.
struct StutteringMutation: Mutation {
    static let breaks = Judgement.starts
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.tellings = reaction.tellings.flatMap { $0.kind == "started" ? [$0, $0] : [$0] }
    }
}

/// Every third start is not told.
struct ForgetfulMutation: Mutation {
    static let breaks = Judgement.starts
    private var count = 0
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.tellings.removeAll { telling in
            guard telling.kind == "started" else { return false }
            self.count += 1
            return self.count.isMultiple(of: 3)
        }
    }
}

/// Every third end is not told.
struct EndlessMutation: Mutation {
    static let breaks = Judgement.ends
    private var count = 0
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.tellings.removeAll { telling in
            guard telling.kind == "finished" || telling.kind == "lost" else { return false }
            self.count += 1
            return self.count.isMultiple(of: 3)
        }
    }
}

/// No breaker is ever told.
struct UnbrokenMutation: Mutation {
    static let breaks = Judgement.breakers
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.tellings.removeAll { $0.kind == "breaker-tripped" }
    }
}

/// Nothing is ever sent.
struct IdleMutation: Mutation {
    static let breaks = Judgement.liveness
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.requests = []
    }
}

/// Nothing that a rule would do is ever told.
struct ShyMutation: Mutation {
    static let breaks = Judgement.liveness
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.tellings.removeAll { $0.kind == "would-stop" || $0.kind == "rule-fired" }
    }
}

/// No request is told.
struct SecretMutation: Mutation {
    static let breaks = Judgement.requested
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.tellings.removeAll { $0.kind == "stop-requested" }
    }
}

/// No stop ends.
struct HangingMutation: Mutation {
    static let breaks = Judgement.stopEnds
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.tellings.removeAll { ["stop-confirmed", "stop-ineffective", "stop-abandoned"].contains($0.kind) }
    }
}

/// Every confirmation comes twice.
struct EchoingMutation: Mutation {
    static let breaks = Judgement.stopEnds
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.tellings = reaction.tellings.flatMap { $0.kind == "stop-confirmed" ? [$0, $0] : [$0] }
    }
}

/// What was asked is confirmed at once.
struct OptimisticMutation: Mutation {
    static let breaks = Judgement.confirmed
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        for telling in reaction.tellings where telling.kind == "stop-requested" {
            var other = telling
            other.kind = "stop-confirmed"
            other.message = "ended within 1 s of our request"
            reaction.tellings.append(other)
        }
    }
}

/// Every failed poll is told.
struct NoisyMutation: Mutation {
    static let breaks = Judgement.reachability
    mutating func change(_ reaction: inout Reaction, after stimulus: Stimulus, at _: Moment, _: inout MonitorCore) {
        guard case .poll(let entry, _, .failure, _) = stimulus,
            !reaction.tellings.contains(where: { $0.kind == "server-unreachable" })
        else {
            return
        }
        reaction.tellings.append(Telling(kind: "server-unreachable", message: "again", fields: [(.server, entry)]))
    }
}

/// While a stop is under way its server is polled as rarely as ever.
struct SleepyMutation: Mutation {
    static let breaks = Judgement.pace
    func changed(interval: Milliseconds?) -> Milliseconds? { interval.map { max($0, 10_000) } }
}
