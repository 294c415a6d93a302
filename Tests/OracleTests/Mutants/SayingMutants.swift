// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Each condition has waited for 99 days.
struct ExaggeratingMutation: Mutation {
    static let breaks = Judgement.predicates
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        for index in reaction.tellings.indices {
            guard let json = reaction.tellings[index][.predicates],
                let start = json.position(after: "-for\",\"value\":\""),
                let end = json[start...].firstIndex(of: "\"")
            else {
                continue
            }
            reaction.tellings[index][.predicates] = String(json[..<start]) + "99d" + String(json[end...])
        }
    }
}

/// What was said once is said again after every poll.
struct NaggingMutation: Mutation {
    static let breaks = Judgement.chatter
    private var last: Telling?
    mutating func change(_ reaction: inout Reaction, after stimulus: Stimulus, at _: Moment, _: inout MonitorCore) {
        self.last = reaction.tellings.last { $0.kind == "would-stop" } ?? self.last
        guard case .poll = stimulus, let last = self.last else { return }
        reaction.tellings.append(last)
    }
}

/// Rules that observe say nothing of what they would do.
struct MuteMutation: Mutation {
    static let breaks = Judgement.twins
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.tellings.removeAll { $0.kind == "would-stop" }
    }
}

/// Rules that only say something say it in half the time.
struct GossipingMutation: Mutation {
    static let breaks = Judgement.sayings
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? {
        guard case .configure(var setup) = stimulus else { return stimulus }
        for index in setup.rules.indices where setup.rules[index].mode != .enforce {
            setup.rules[index].hold /= 2
            setup.rules[index].needs = setup.rules[index].needs.map { need in
                switch need {
                case .runningFor(let span): .runningFor(span / 2)
                case .noProgressFor(let span): .noProgressFor(span / 2)
                default: need
                }
            }
        }
        return .configure(setup)
    }
}
