// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// All that a monitor must not forget when the daemon stops: the content of `state.json`.
///
/// Evidence is kept as durations, which stay true whatever the clock does; what runs on the clock (cooldowns, budgets,
/// breakers) as instants of the boot during which it was saved. All durations are whole microseconds.
package struct SavedState: Codable, Hashable, Sendable {
    /// The layout of this version; a state of another one is set aside.
    package static let currentVersion = 1

    /// The layout it was written in.
    package var version = Self.currentVersion
    /// The number that the next ``RemedyRequest`` gets.
    package var nextRequestID = 1
    /// What is kept of each server, by its configured name.
    package var servers: [String: SavedServer] = [:]

    /// The state of a monitor that has seen nothing.
    package init() {}
}

/// What is kept of one server.
package struct SavedServer: Codable, Hashable, Sendable {
    /// The installation that all of this is about; nil while it has not been read.
    package var machineIdentifier: String?
    /// The activities that were there.
    package var activities: [SavedActivity] = []
    /// The clocks of kinds.
    package var kinds: [SavedKind] = []
    /// The clocks of rules.
    package var clocks: [SavedRuleClock] = []
    /// What is being stopped.
    package var operations: [SavedOperation] = []
    /// What restrains stopping.
    package var restraint = Restraint()

    /// A server of which nothing is known.
    package init() {}
}

/// What is kept of one activity.
package struct SavedActivity: Codable, Hashable, Sendable {
    /// Its uuid.
    package var uuid: ActivityID
    /// Its type.
    package var type: ActivityType
    /// Its last title; nil with `titles = false`.
    package var title: String?
    /// Its last subtitle; nil with `titles = false`.
    package var subtitle: String?
    /// The hash of title and subtitle, so that a change over the restart is seen.
    package var textHash: String
    /// The last progress in percent; nil while unknown.
    package var progress: Double?
    /// The section it named.
    package var section: SectionID?
    /// How long it had been seen running.
    package var ageMicroseconds: Int64
    /// How long nothing about it had changed.
    package var stalledMicroseconds: Int64
    /// Whether title or subtitle had changed in this run.
    package var textHasChanged: Bool
    /// Whether it was there when we first looked.
    package var wasAlreadyRunning: Bool
    /// The rule and remedy of our request that covered it; nil where there was none.
    package var request: CoveringRequest?
}

/// What is kept of a kind's clocks.
package struct SavedKind: Codable, Hashable, Sendable {
    /// The type.
    package var type: ActivityType
    /// The section, where known.
    package var section: SectionID?
    /// How long one of the kind had been seen.
    package var ageMicroseconds: Int64
    /// How long nothing about the kind had changed.
    package var stalledMicroseconds: Int64
}

/// What is kept of a rule's clock for one subject.
package struct SavedRuleClock: Codable, Hashable, Sendable {
    /// The identity of the rule; the clock of a rule that was changed since is void.
    package var identity: String
    /// What the clock belongs to.
    package var subject: Subject
    /// How long the conditions had held.
    package var heldMicroseconds: Int64
    /// How long the rule had been held back by an unknown alone.
    package var undecidedMicroseconds: Int64
    /// What had been said already.
    package var announced: Announcements
    /// The uuids on which the rule gave up.
    package var spent: [ActivityID]
}

/// What is kept of a stop that is under way.
package struct SavedOperation: Codable, Hashable, Sendable {
    /// Its number.
    package var id: Int
    /// The number of the decision it came from.
    package var decision: Int
    /// The identity of the rule.
    package var identity: String
    /// Whose clock the decision was made on.
    package var subject: Subject
    /// What is to end.
    package var victims: [ActivityID]
    /// What the victims are, for the cooldown.
    package var kind: Kind
    /// How many steps of the ladder are behind it.
    package var step: Int
    /// How many requests the step has sent.
    package var attempts: Int
    /// How many requests there were in all.
    package var requests: Int
    /// Whether a request was on its way or being verified: then verification goes on, and nothing is sent blindly.
    package var awaitsOutcome: Bool
    /// How much evidence the verification had.
    package var verifiedMicroseconds: Int64
    /// Why the last step that did not apply did not.
    package var refusal: String?
}
