// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// The monitor's memory over restarts of the daemon: the core's part of the state file.
///
/// Evidence is kept as durations, which do not depend on a clock. Cooldowns, budgets and breakers are kept as instants
/// of the boot of the save. All durations are whole microseconds.
package struct SavedState: Codable, Hashable, Sendable {
    /// The layout that this program writes. A state with another layout is set aside.
    package static let currentVersion = 1

    /// The layout of this state.
    package var version = Self.currentVersion
    /// The number of the next ``RemedyRequest``.
    package var nextRequestID = 1
    /// The servers, by their configured names.
    package var servers: [String: SavedServer] = [:]
    /// The restraints that are kept by installation, by machineIdentifier; nil for none.
    package var restraints: [String: StopLimits]?
    /// The installations that are no longer watched and wait for answers; nil for none.
    package var former: [SavedFormerServer]?

    /// The state of a monitor without observations.
    package init() {}
}

/// The saved form of an installation that is no longer watched and waits for answers.
package struct SavedFormerServer: Codable, Hashable, Sendable {
    /// The configured name under which it was watched.
    package var name: String
    /// Its identity and its stops.
    package var server: SavedServer
}

/// The saved form of one server.
package struct SavedServer: Codable, Hashable, Sendable {
    /// The installation; nil until its identity was read.
    package var machineIdentifier: String?
    /// A mark of the key of text hashes, which tells whether the key is still the same; nil counts as the same.
    package var textKeyMark: String?
    /// The activities.
    package var activities: [SavedActivity] = []
    /// The uuids whose end a notification told and no snapshot has proved yet, in order; nil for none.
    package var ended: [ActivityID]?
    /// The runs that are gone and may come back, in the order of their uuids; nil for none.
    package var past: [SavedPastRun]?
    /// The number of looks at the server so far; nil in an older state without it.
    package var looks: Int?
    /// The clocks of kinds.
    package var kinds: [SavedKind] = []
    /// The clocks of rules.
    package var clocks: [SavedRuleClock] = []
    /// The uuids on which rules gave up.
    package var spent: [SavedSpent] = []
    /// The stops under way.
    package var operations: [SavedOperation] = []
    /// The number of the next decision.
    package var nextDecision = 1
    /// The restraints.
    package var restraint = StopLimits()
    /// The durations of earlier runs.
    package var history = RunHistory()
    /// The times of starts, in instants of the boot of the save.
    package var starts = StartLog()
    /// The unknown types that were told, in instants of the boot of the save; nil for none.
    package var unknownTypes: UnknownTypes?

    /// A server without observations.
    package init() {}
}

/// The saved form of one activity.
package struct SavedActivity: Codable, Hashable, Sendable {
    /// Its uuid.
    package var uuid: ActivityID
    /// Its type.
    package var type: ActivityType
    /// Its last title; nil with `titles = false`.
    package var title: String?
    /// Its last subtitle; nil with `titles = false`.
    package var subtitle: String?
    /// The hash of title and subtitle, which shows a change over a restart.
    package var textHash: String
    /// The last progress in percent; nil while unknown.
    package var progress: Double?
    /// Its section; nil if it names none.
    package var section: SectionID?
    /// Whether the server offered to cancel it; nil if the server did not say.
    package var isCancellable: Bool?
    /// Its account; nil if it named none, or in an older state without it.
    package var userID: Int?
    /// How long the service had seen it run, in evidence.
    package var ageMicroseconds: Int64
    /// How long it had stayed unchanged, in evidence.
    package var stalledMicroseconds: Int64
    /// The time that lay between looks and did not count as age; nil for none.
    package var ageGap: SavedGap?
    /// The time that lay between looks and did not count as standing still; nil for none.
    package var stalledGap: SavedGap?
    /// The last known progress, if the current progress is unknown.
    package var knownProgress: Double?
    /// Whether title or subtitle had changed in this run.
    package var textHasChanged: Bool
    /// Whether it had moved in this run; nil, in an older state without it, follows from progress and texts.
    package var hasMoved: Bool?
    /// Whether the first look at the server already showed it.
    package var wasAlreadyRunning: Bool
    /// Whether the service saw its start; nil, in an older state without it, counts as no.
    package var wasStartSeen: Bool?
    /// The number of the look that first showed it; nil if it is unknown. Without it, the order of two activities is
    /// unknown.
    package var firstLook: Int?
    /// Whether its start has been counted as a possible respawn of its kind.
    package var isStartNoted: Bool
    /// The instant at which its start was seen, of the boot of the save; nil once it has been counted.
    package var firstSignAt: Instant?
    /// The last request of ours that covered it; nil for none.
    package var request: CoveringRequest?
}

/// The saved form of a run that is gone and may come back.
package struct SavedPastRun: Codable, Hashable, Sendable {
    /// The activity with its last known values.
    package var activity: SavedActivity
    /// The instant at which it disappeared, of the boot of the save.
    package var goneAt: Instant
    /// The duration that its end added to the history; nil if it added none.
    package var taughtMicroseconds: Int64?
}

/// The saved form of a kind's clocks.
package struct SavedKind: Codable, Hashable, Sendable {
    /// The type.
    package var type: ActivityType
    /// The section; nil if it is unknown.
    package var section: SectionID?
    /// How long the service had seen an activity of the kind, in evidence.
    package var ageMicroseconds: Int64
    /// How long the kind had stayed unchanged, in evidence.
    package var stalledMicroseconds: Int64
    /// The last instant at which it was seen, of the boot of the save; nil if it is unknown.
    package var seenAt: Instant?
    /// The time that lay between looks and did not count as age; nil for none.
    package var ageGap: SavedGap?
    /// The time that lay between looks and did not count as standing still; nil for none.
    package var stalledGap: SavedGap?
}

/// The time between the looks of a clock that did not count.
package struct SavedGap: Codable, Hashable, Sendable {
    /// Its length.
    package var microseconds: Int64
    /// The instant of the last look, of the boot of the save; nil if it is unknown.
    package var seenAt: Instant?
}

extension EvidenceClock {
    /// The gap to save besides the evidence; nil for none.
    var savedGap: SavedGap? {
        guard self.uncounted > .zero || self.lastSeenAt != nil else { return nil }
        return SavedGap(microseconds: self.uncounted.wholeMicroseconds, seenAt: self.lastSeenAt)
    }

    /// A clock from before a restart.
    ///
    /// - Parameter isSameBoot: whether the clock of the saved instants still runs.
    init(restoring microseconds: Int64, _ gap: SavedGap?, isSameBoot: Bool) {
        self.init(
            total: .microseconds(microseconds), uncounted: .microseconds(gap?.microseconds ?? 0),
            lastSeenAt: isSameBoot ? gap?.seenAt : nil)
    }
}

/// The saved form of a rule's clock for one subject.
package struct SavedRuleClock: Codable, Hashable, Sendable {
    /// The identity of the rule. The clock of a changed rule is void.
    package var identity: String
    /// The subject of the clock.
    package var subject: Subject
    /// How long the conditions had held.
    package var heldMicroseconds: Int64?
    /// How long only an unknown condition had held the rule back.
    package var undecidedMicroseconds: Int64?
    /// The announcements that were made.
    package var announced: Announcements
}

/// The saved form of the uuids on which a rule gave up.
package struct SavedSpent: Codable, Hashable, Sendable {
    /// The identity of the rule. A changed rule may try again.
    package var identity: String
    /// The uuids, in order.
    package var uuids: [ActivityID]
}

/// The saved form of a stop under way.
package struct SavedOperation: Codable, Hashable, Sendable {
    /// The number of its decision.
    package var decision: Int
    /// The identity of the rule. The operation of a changed rule is abandoned.
    package var identity: String
    /// The rule's name.
    package var rule: String
    /// The activities to end.
    package var victims: [ActivityID]
    /// The victim that represents all victims in events, even after its end.
    package var representative: SavedActivity
    /// The last judgements of the rule's conditions; nil in an older state without them.
    package var predicates: [Predicate]?
    /// The steps of the ladder.
    package var ladder: [RemedyKind]
    /// The number of completed steps.
    package var step: Int
    /// The number of requests that the current step has sent.
    package var attempts: Int
    /// The request that was unanswered or being verified; nil for none. After a restart it is verified, not sent again.
    package var openRemedy: Remedy?
    /// The target of the last request that may have reached the server; nil before the first.
    package var lastRemedy: Remedy?
    /// The number of that request within its step; 0 before the first.
    package var lastAttempt: Int
    /// The kinds that cool down when the decision is complete.
    package var requestedKinds: [WorkKind]
    /// The duration of their cooldown.
    package var cooldownMicroseconds: Int64
    /// The evidence of the verification so far, or the time that the step has waited to be clear.
    package var verifiedMicroseconds: Int64
    /// Whether the server accepted a request.
    package var wasHeard: Bool
    /// Whether a request was unanswered at the restart, so that it may not have been sent; nil counts as no, as in an
    /// older state without it.
    package var mayBeUnsent: Bool?
    /// Whether the last request was answered with 404; nil counts as no.
    package var foundNothing: Bool?
    /// How long polls had shown neither the victims nor a complete list; nil for no time.
    package var unseenMicroseconds: Int64?
    /// The reason for the last step that could not be taken.
    package var refusal: StopFailure?
    /// The reason to give up after the answer to the open request, as in `PLEX_REASON`; nil for none.
    package var abandonment: String?
}
