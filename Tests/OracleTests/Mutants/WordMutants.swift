// SPDX-License-Identifier: Apache-2.0

/// Every event is about another installation.
struct MisplacedMutation: Mutation {
    static let breaks = Judgement.serverID
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        for index in reaction.tellings.indices where reaction.tellings[index][.serverID] != nil {
            reaction.tellings[index][.serverID] = "machine-X"
        }
    }
}

/// What has finished is told as lost.
struct GloomyMutation: Mutation {
    static let breaks = Judgement.epochs
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.rename("finished", to: "lost")
    }
}

/// What is lost is told as finished.
struct SunnyMutation: Mutation {
    static let breaks = Judgement.epochs
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.rename("lost", to: "finished")
    }
}

/// All that ends has completed.
struct FlatteringMutation: Mutation {
    static let breaks = Judgement.outcome
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.set(.outcome, to: "completed", of: "finished")
    }
}

/// All that ends has ended after a request.
struct VainMutation: Mutation {
    static let breaks = Judgement.outcome
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.set(.outcome, to: "ended-after-request", of: "finished")
    }
}

/// Nothing that ends says that a request was made.
struct ModestMutation: Mutation {
    static let breaks = Judgement.outcome
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.set(.outcome, to: "ended", of: "finished")
    }
}

/// Nothing was already running.
struct FreshMutation: Mutation {
    static let breaks = Judgement.starts
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.set(.reason, to: nil, of: "started")
    }
}

/// Everything was already running.
struct StaleMutation: Mutation {
    static let breaks = Judgement.starts
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.set(.reason, to: "already-running", of: "started")
    }
}

/// Each request is told with another remedy.
struct ConfusedMutation: Mutation {
    static let breaks = Judgement.requested
    mutating func change(_ reaction: inout Reaction, after _: Stimulus, at _: Moment, _: inout MonitorCore) {
        reaction.set(.remedy, to: "stop-butler-task", of: "stop-requested")
    }
}

extension Reaction {
    /// Calls events by another name.
    fileprivate mutating func rename(_ kind: String, to other: String) {
        for index in self.tellings.indices where self.tellings[index].kind == kind { self.tellings[index].kind = other }
    }

    /// Sets a field of the events of a name.
    fileprivate mutating func set(_ field: Field, to value: String?, of kind: String) {
        for index in self.tellings.indices where self.tellings[index].kind == kind {
            self.tellings[index][field] = value
        }
    }
}
