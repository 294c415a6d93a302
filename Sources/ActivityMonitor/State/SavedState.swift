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
    /// What restrains stopping at installations under other names than those above, by machineIdentifier; nil for nothing.
    package var restraints: [String: Restraint]?

    /// The state of a monitor that has seen nothing.
    package init() {}
}

/// What is kept of one server.
package struct SavedServer: Codable, Hashable, Sendable {
    /// The installation that all of this is about; nil while it has not been read.
    package var machineIdentifier: String?
    /// What tells whether the hashes of texts were made with the key of now; nil where they can be compared anyway.
    package var textKeyMark: String?
    /// The activities that were there.
    package var activities: [SavedActivity] = []
    /// The uuids whose end a notification told and no snapshot has proved yet, in order; nil where there are none.
    package var ended: [ActivityID]?
    /// The runs that are gone and may come back, in the order of their uuids; nil where there are none.
    package var past: [SavedPastRun]?
    /// How many looks at the server there have been; nil in a state from before they were counted.
    package var looks: Int?
    /// The clocks of kinds.
    package var kinds: [SavedKind] = []
    /// The clocks of rules.
    package var clocks: [SavedRuleClock] = []
    /// The uuids on which rules gave up.
    package var spent: [SavedSpent] = []
    /// What is being stopped.
    package var operations: [SavedOperation] = []
    /// The number that the next decision gets.
    package var nextDecision = 1
    /// What restrains stopping.
    package var restraint = Restraint()
    /// How long earlier runs took.
    package var history = RunHistory()
    /// When work started, in instants of the boot during which it was saved.
    package var starts = StartLog()

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
    /// Whether the server offered to cancel it; nil where it did not say.
    package var isCancellable: Bool?
    /// How long it had been seen running.
    package var ageMicroseconds: Int64
    /// How long nothing about it had changed.
    package var stalledMicroseconds: Int64
    /// The time that lay between looks and did not count as age; nil for none.
    package var ageGap: SavedGap?
    /// The time that lay between looks and did not count as standing still; nil for none.
    package var stalledGap: SavedGap?
    /// The last progress that was known, where the last one of all was not.
    package var knownProgress: Double?
    /// Whether title or subtitle had changed in this run.
    package var textHasChanged: Bool
    /// Whether it was there when we first looked.
    package var wasAlreadyRunning: Bool
    /// Whether it was seen that it started; nil, for no, in a state of before this was kept.
    package var wasStartSeen: Bool?
    /// The number of the look that first showed it; nil where that is not known, and then nobody can tell which of two was
    /// there first.
    package var firstLook: Int?
    /// Whether its start has been counted against the stops of its kind.
    package var isStartNoted: Bool
    /// The rule and remedy of our request that covered it; nil where there was none.
    package var request: CoveringRequest?
}

/// What is kept of a run that is gone and may come back.
package struct SavedPastRun: Codable, Hashable, Sendable {
    /// The activity as it was last known.
    package var activity: SavedActivity
    /// When it went, in instants of the boot during which it was saved.
    package var goneAt: Instant
    /// The length that its end taught the history; nil where it taught nothing.
    package var taughtMicroseconds: Int64?
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
    /// When it was last seen, in instants of the boot during which it was saved; nil where that is not known.
    package var seenAt: Instant?
    /// The time that lay between looks and did not count as age; nil for none.
    package var ageGap: SavedGap?
    /// The time that lay between looks and did not count as standing still; nil for none.
    package var stalledGap: SavedGap?
}

/// The time that lay between the looks of a clock and did not count.
package struct SavedGap: Codable, Hashable, Sendable {
    /// How long it is.
    package var microseconds: Int64
    /// The last look, in instants of the boot during which it was saved; nil where that is not known.
    package var seenAt: Instant?
}

extension EvidenceClock {
    /// What is to be saved besides the evidence; nil where that is nothing.
    var savedGap: SavedGap? {
        guard self.uncounted > .zero || self.lastSeenAt != nil else { return nil }
        return SavedGap(microseconds: self.uncounted.wholeMicroseconds, seenAt: self.lastSeenAt)
    }

    /// A clock from before a restart.
    ///
    /// - Parameter isSameBoot: whether the instants are of the clock that runs now.
    init(restoring microseconds: Int64, _ gap: SavedGap?, isSameBoot: Bool) {
        self.init(
            total: .microseconds(microseconds), uncounted: .microseconds(gap?.microseconds ?? 0),
            lastSeenAt: isSameBoot ? gap?.seenAt : nil)
    }
}

/// What is kept of a rule's clock for one subject.
package struct SavedRuleClock: Codable, Hashable, Sendable {
    /// The identity of the rule; the clock of a rule that was changed since is void.
    package var identity: String
    /// What the clock belongs to.
    package var subject: Subject
    /// How long the conditions had held.
    package var heldMicroseconds: Int64?
    /// How long the rule had been held back by an unknown alone.
    package var undecidedMicroseconds: Int64?
    /// What had been said already.
    package var announced: Announcements
}

/// What is kept of the uuids on which a rule gave up.
package struct SavedSpent: Codable, Hashable, Sendable {
    /// The identity of the rule; one that was changed since may try again.
    package var identity: String
    /// The uuids, in order.
    package var uuids: [ActivityID]
}

/// What is kept of a stop that is under way.
package struct SavedOperation: Codable, Hashable, Sendable {
    /// The decision that it came from.
    package var decision: Int
    /// The identity of the rule; an operation of a rule that was changed since is abandoned.
    package var identity: String
    /// The rule's name.
    package var rule: String
    /// What is to end.
    package var victims: [ActivityID]
    /// The victim that stands for all in events, also when it is gone.
    package var representative: SavedActivity
    /// How the rule's conditions were judged last; nil in a state of before this was kept.
    package var predicates: [Predicate]?
    /// The steps of the ladder.
    package var ladder: [RemedyKind]
    /// How many of them are behind it.
    package var step: Int
    /// How many requests the step has sent.
    package var attempts: Int
    /// The request that was on its way or being verified: then verification goes on, and nothing is sent blindly.
    /// Nil while no request was open.
    package var openRemedy: Remedy?
    /// The target of the last request that the server may have heard; nil before the first.
    package var lastRemedy: Remedy?
    /// Which request of its step that was; 0 before the first.
    package var lastAttempt: Int
    /// The kinds that cool down when the decision is settled.
    package var requestedKinds: [Kind]
    /// For how long they do.
    package var cooldownMicroseconds: Int64
    /// How much evidence the verification had, or how long the step had waited to be clear.
    package var verifiedMicroseconds: Int64
    /// Whether a request was answered as if it were heard.
    package var wasHeard: Bool
    /// Whether the open request had no answer yet: after a restart nobody knows whether it was sent. Nil for no, as in a
    /// state from before that was kept.
    package var mayBeUnsent: Bool?
    /// Whether the last request was answered with 404; nil for no.
    package var foundNothing: Bool?
    /// For how long polls had not shown what it is about; nil where they had.
    package var unseenMicroseconds: Int64?
    /// Why the last step that could not be taken could not.
    package var refusal: StopFailure?
}
