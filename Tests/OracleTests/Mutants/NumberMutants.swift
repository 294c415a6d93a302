// SPDX-License-Identifier: Apache-2.0

/// Changes a field of microseconds by a proportion.
private func stretch(_ reaction: inout Reaction, _ field: Field, percent: Int) {
    for index in reaction.tellings.indices {
        guard let value = reaction.tellings[index][field].flatMap({ Int($0) }) else { continue }
        reaction.tellings[index][field] = String(value * percent / 100)
    }
}

/// All ages are 10 % too long.
struct OldMutation: Mutation {
    static let breaks = Judgement.age
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        stretch(&reaction, .age, percent: 110)
    }
}

/// All ages are 10 % too short.
struct YoungMutation: Mutation {
    static let breaks = Judgement.age
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        stretch(&reaction, .age, percent: 90)
    }
}

/// All stalls are 10 % too long.
struct StiffMutation: Mutation {
    static let breaks = Judgement.stall
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        stretch(&reaction, .stalled, percent: 110)
    }
}

/// All stalls are 10 % too short.
struct LivelyMutation: Mutation {
    static let breaks = Judgement.stall
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        stretch(&reaction, .stalled, percent: 90)
    }
}

/// Progress is one percent more than it is.
struct BoastfulMutation: Mutation {
    static let breaks = Judgement.values
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        for index in reaction.tellings.indices {
            guard let value = reaction.tellings[index][.progress].flatMap({ Double($0) }) else { continue }
            reaction.tellings[index][.progress] = String(value + 1)
        }
    }
}

/// Every stop is confirmed within 0 s, or within five minutes.
struct HastyWordsMutation: Mutation {
    static let breaks = Judgement.confirmed
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.replaceSpan(with: "0 s")
    }
}

/// Every stop is confirmed within five minutes.
struct SlowWordsMutation: Mutation {
    static let breaks = Judgement.confirmed
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.replaceSpan(with: "5 min")
    }
}

/// The number of the attempt is one too high.
struct MiscountingMutation: Mutation {
    static let breaks = Judgement.requested
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        for index in reaction.tellings.indices where reaction.tellings[index].kind == "stop-requested" {
            let attempt = reaction.tellings[index][.attempt].flatMap { Int($0) } ?? 0
            reaction.tellings[index][.attempt] = String(attempt + 1)
        }
    }
}

/// Every answer is told as 200.
struct RosyMutation: Mutation {
    static let breaks = Judgement.requested
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        for index in reaction.tellings.indices where reaction.tellings[index].kind == "stop-requested" {
            reaction.tellings[index][.status] = "200"
        }
    }
}

extension Reaction {
    /// Replaces the time that a confirmation claims.
    fileprivate mutating func replaceSpan(with words: String) {
        for index in self.tellings.indices where self.tellings[index].kind == "stop-confirmed" {
            let message = self.tellings[index].message
            guard let start = message.position(after: "within "), let end = message.position(after: " of our request")
            else {
                continue
            }
            self.tellings[index].message =
                String(message[..<start]) + words + " of our request" + String(message[end...])
        }
    }
}
