// SPDX-License-Identifier: Apache-2.0

/// One rule's current judgement of one activity: its conditions, and the steps that would follow.
///
/// It comes from the clocks, the matching and the ladder that decisions use. Texts are safe to print, and titles are
/// hidden with `titles = false`. Durations are whole microseconds.
package struct RuleExplanation: Hashable, Codable, Sendable {
    /// The rule.
    package var rule: String
    /// The administrator's description of the rule.
    package var summary: String
    /// The file that defines the rule.
    package var file: String
    /// `observe`, `enforce` or `notify`.
    package var mode: String
    /// The subject of its clocks: `activity` or `kind`.
    package var scope: String
    /// The parts of its match, each with its judgement.
    package var match: [Predicate]
    /// Its exceptions, each with its parts. An exception exempts the activity unless one of its parts is false.
    package var exceptions: [[Predicate]]
    /// Whether the rule applies to the activity: the match is true, and neither an exception nor protection is.
    package var isAbout: Truth
    /// Its conditions with their judgements; empty if the rule does not apply to the activity.
    package var conditions: [Predicate]
    /// How long all conditions have held, and how long they must hold (`for`). Nil if the rule has no `for` or does not
    /// apply to the activity.
    package var hold: Predicate?
    /// Whether the rule applies to the activity and all conditions hold, without regard to `for`.
    package var truth: Truth
    /// The evidence that is missing until the rule is due, if nothing else changes; 0 for a due rule. Nil if time alone
    /// does not make it due.
    package var remainingMicroseconds: Int64?
    /// The obstacle to a stop, as in `PLEX_REASON`; nil without an obstacle.
    ///
    /// Besides the reasons of `stop-abandoned`: `cooldown`, `gave-up` (it tried this activity and failed), `victims`
    /// (it stops other activities of the kind), `under-way`, `kind-under-way` (another decision stops the kind), and
    /// `shared-identity` or `not-permitted` for the server.
    package var obstacle: String?
    /// The steps it would take, in order. Empty if the rule does not apply, only notifies, or has no remedy.
    package var steps: [StepExplanation]
}

/// One step of the ladder of a rule for an activity.
package struct StepExplanation: Hashable, Codable, Sendable {
    /// The remedy, as in `PLEX_REMEDY`.
    package var remedy: String
    /// What the remedy is about: a uuid, the key of a section, or the name of a task.
    package var target: String
    /// The effect of the remedy, in words: `stop the scan of section 2 (TV)`.
    package var words: String
    /// The first of the other activities that the step would end.
    package var alsoEnds: [CollateralStatus]
    /// The number of other activities that the step would end.
    package var alsoEndsCount: Int
    /// The names of those that the rule must spare. The step is only taken if this is empty.
    package var spares: [String]
    /// Whether its effect is unclear, because a fact about an activity is missing. Then the step waits.
    package var isUnclear: Bool
}

/// An activity that a step against another one would end.
package struct CollateralStatus: Hashable, Codable, Sendable {
    /// Its uuid.
    package var uuid: String
    /// Its type.
    package var type: String
    /// Its title, or its type with `titles = false`.
    package var name: String
}
