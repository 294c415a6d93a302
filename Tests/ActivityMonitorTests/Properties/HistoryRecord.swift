// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// What went into a monitor in one history, and what came out.
struct HistoryRecord {
    /// One input with what followed from it, or a restart of the daemon.
    struct Step {
        /// What happened.
        enum Cause {
            case input(Input)
            case restart(isSameBoot: Bool)
        }

        /// Milliseconds since the history's start, over all boots.
        var elapsed: Int
        /// The daemon's instant.
        var now: Instant
        var cause: Cause
        var output: Output
        /// When the monitor wants to be woken afterwards.
        var deadline: Instant?
        /// The servers that may be polled more often than configured, as something is being stopped there.
        var attentive: Set<String>
    }

    /// The scenario's seed.
    var seed: UInt64
    /// Whether one rule is about one section's scans and nothing else, so that a decision is a request's whole story.
    var isOfOneTarget = false
    var steps: [Step] = []
    /// What the saved state still holds at the end, by server.
    var remaining: [String: Set<ActivityID>] = [:]

    /// Every request, with the step that it came from.
    var requests: [(step: Int, request: RemedyRequest)] {
        self.steps.indices.flatMap { index in self.steps[index].requests.map { (index, $0) } }
    }

    /// Whether an event of this kind occurred.
    func contains(_ kind: EventKind) -> Bool {
        self.steps.contains { $0.output.events.contains { $0.kind == kind } }
    }
}

extension HistoryRecord.Step {
    /// The requests that are to be sent.
    var requests: [RemedyRequest] { self.output.requests }
}

extension Output {
    /// The requests that are to be sent.
    var requests: [RemedyRequest] {
        self.actions.compactMap { action in
            guard case .send(let request) = action else { return nil }
            return request
        }
    }
}
