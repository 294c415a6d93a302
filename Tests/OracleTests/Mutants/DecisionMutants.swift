// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// A configuration that is not the one that people wrote.
private func reconfigured(_ stimulus: Stimulus, _ change: (inout Setup) -> Void) -> Stimulus {
    guard case .configure(var setup) = stimulus else { return stimulus }
    change(&setup)
    return .configure(setup)
}

/// Nothing is exempt.
struct UnexceptingMutation: Mutation {
    static let breaks = Judgement.justified
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? {
        reconfigured(stimulus) { setup in
            for index in setup.rules.indices { setup.rules[index].exceptions = [] }
        }
    }
}

/// Nothing is exempt from what a request would end besides.
struct RuthlessMutation: Mutation {
    static let breaks = Judgement.collateral
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? {
        reconfigured(stimulus) { setup in
            for index in setup.rules.indices { setup.rules[index].exceptions = [] }
        }
    }
}

/// `for` is nothing.
struct HotMutation: Mutation {
    static let breaks = Judgement.justified
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? {
        reconfigured(stimulus) { setup in
            for index in setup.rules.indices { setup.rules[index].hold = 0 }
        }
    }
}

/// All that rules wait for is 10 % shorter.
struct ImpatientMutation: Mutation {
    static let breaks = Judgement.justified
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? {
        reconfigured(stimulus) { setup in
            for index in setup.rules.indices {
                setup.rules[index].needs = setup.rules[index].needs.map { need in
                    switch need {
                    case .runningFor(let span): .runningFor(span * 9 / 10)
                    case .noProgressFor(let span): .noProgressFor(span * 9 / 10)
                    default: need
                    }
                }
            }
        }
    }
}

/// Rules that observe act.
struct ArmingMutation: Mutation {
    static let breaks = Judgement.permitted
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? {
        reconfigured(stimulus) { setup in
            for index in setup.rules.indices where setup.rules[index].mode == .observe {
                setup.rules[index].mode = .enforce
            }
        }
    }
}

/// Nothing is protected.
struct UnprotectingMutation: Mutation {
    static let breaks = Judgement.justified
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? { reconfigured(stimulus) { $0.protectedTypes = [] } }
}

/// No pause is heard.
struct RestlessMutation: Mutation {
    static let breaks = Judgement.permitted
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? {
        if case .pause = stimulus { return nil }
        return stimulus
    }
}

/// No window is quiet.
struct SleeplessMutation: Mutation {
    static let breaks = Judgement.permitted
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? { reconfigured(stimulus) { $0.quietWindows = [] } }
}

/// Nothing cools down.
struct HotheadedMutation: Mutation {
    static let breaks = Judgement.cooldown
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? {
        reconfigured(stimulus) { setup in
            for index in setup.rules.indices { setup.rules[index].cooldown = 1_000 }
        }
    }
}

/// No budget binds.
struct LavishMutation: Mutation {
    static let breaks = Judgement.budget
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? {
        reconfigured(stimulus) { setup in
            setup.maximumStopsPerHour = 1_000
            for index in setup.rules.indices { setup.rules[index].maximumPerHour = nil }
        }
    }
}

/// What was asked to stop has a second.
struct CurtMutation: Mutation {
    static let breaks = Judgement.ineffective
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? {
        reconfigured(stimulus) { setup in
            for index in setup.rules.indices { setup.rules[index].verifyWithin = 1_000 }
        }
    }
}

/// A request that was not sent counts as one that may have been.
struct TrustingMutation: Mutation {
    static let breaks = Judgement.requested
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? {
        if case .fate(let asked, .notSent) = stimulus { return .fate(asked, .unanswered) }
        return stimulus
    }
}

/// Each request is sent twice.
struct DoublingMutation: Mutation {
    static let breaks = Judgement.oneInFlight
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.requests = reaction.requests.flatMap { asked in
            var other = asked
            other.id += 1_000_000
            return [asked, other]
        }
    }
}

/// The poll on which a rule decides is the one before the request, too.
struct BlindMutation: Mutation {
    static let breaks = Judgement.looksAgain
    mutating func change(
        _ reaction: inout Reaction, after stimulus: Stimulus, at now: Moment, _ core: inout MonitorCore
    ) {
        guard case .poll(let entry, _, let answer, let epoch) = stimulus, reaction.polls.contains(entry) else { return }
        let second = core.take(.poll(entry, sentAt: now, answer, by: epoch), at: now)
        let third = core.take(.poll(entry, sentAt: now + 1, answer, by: epoch), at: now + 1)
        reaction.tellings += second.tellings + third.tellings
        reaction.requests += second.requests + third.requests
    }
}

/// A hole in a list is not seen.
struct HolelessMutation: Mutation {
    static let breaks = Judgement.ends
    mutating func changed(_ stimulus: Stimulus) -> Stimulus? {
        guard case .poll(let entry, let sentAt, .list(let list), let epoch) = stimulus else { return stimulus }
        return .poll(entry, sentAt: sentAt, .list(ActivitySnapshot(activities: list.activities)), by: epoch)
    }
}

/// What rules gave up on is forgotten.
struct PersistentMutation: Mutation {
    static let breaks = Judgement.givenUp
    private var setup: Setup?
    private var machines: [String: String] = [:]

    mutating func change(
        _ reaction: inout Reaction, after stimulus: Stimulus, at now: Moment, _ core: inout MonitorCore
    ) {
        if case .configure(let setup) = stimulus { self.setup = setup }
        if case .identity(let entry, let machine) = stimulus { self.machines[entry] = machine }
        guard reaction.tellings.contains(where: { $0.kind == "stop-ineffective" }), let setup = self.setup else {
            return
        }
        core = core.forgettingWhatWasGivenUp()
        _ = core.take(.configure(setup), at: now)
        for (entry, machine) in self.machines.sorted(by: { $0.key < $1.key }) {
            _ = core.take(.identity(entry, machine: machine), at: now)
        }
    }
}
