// SPDX-License-Identifier: Apache-2.0

/// What one rule makes of one activity now: the tree of its conditions, and what would follow.
///
/// Made of the values that decide: the same clocks, the same matching, the same ladder. Texts are safe to print, and
/// titles are hidden with `titles = false`. Durations are whole microseconds.
package struct RuleExplanation: Hashable, Codable, Sendable {
    /// The rule.
    package var rule: String
    /// The administrator's own words for it.
    package var summary: String
    /// The file that it stands in.
    package var file: String
    /// `observe`, `enforce` or `notify`.
    package var mode: String
    /// `activity` or `kind`: what its clocks belong to.
    package var scope: String
    /// What it asks of the activity itself, each part judged.
    package var match: [Predicate]
    /// Its exceptions, each with its parts; one of which all parts are true, or not known to be false, exempts.
    package var exceptions: [[Predicate]]
    /// Whether it is about the activity: matched, not excepted, not protected.
    package var isAbout: Truth
    /// Its conditions, judged; empty where it is not about the activity.
    package var conditions: [Predicate]
    /// For how long all of it has held, and for how long it must (`for`); nil for a rule without one, and where it is
    /// not about the activity.
    package var hold: Predicate?
    /// Whether it is about the activity and all conditions hold, whatever its `for`.
    package var truth: Truth
    /// How much evidence is missing until all has held for long enough, if nothing else changes; 0 for a rule that is
    /// due. Nil where time alone does not bring it about.
    package var remainingMicroseconds: Int64?
    /// Why it would stop nothing although all holds, as in `PLEX_REASON`; nil where nothing forbids it.
    ///
    /// Besides the reasons of `stop-abandoned`: `cooldown`, `gave-up` (it has tried this activity in vain), `victims`
    /// (others of its kind are to go first), `under-way`, `kind-under-way` (another decision has the kind) and `shared-identity` or `not-permitted` for the server.
    package var obstacle: String?
    /// What it would send, step by step; empty where it is not about the activity, only notifies, or nothing applies.
    package var steps: [StepExplanation]
}

/// One step of the ladder that a rule would take against an activity.
package struct StepExplanation: Hashable, Codable, Sendable {
    /// The remedy, as in `PLEX_REMEDY`.
    package var remedy: String
    /// What it does, in words: `stop the scan of section 2 (TV)`.
    package var words: String
    /// What else it would end; of many, the first.
    package var alsoEnds: [CollateralStatus]
    /// How many activities it would end besides this one.
    package var alsoEndsCount: Int
    /// What of that it must spare, by name: then the step is not taken. Empty where nothing speaks against it.
    package var spares: [String]
    /// Whether it cannot be told what all it would end: then the step waits.
    package var isUnclear: Bool
}

/// An activity that a step against another one would end.
package struct CollateralStatus: Hashable, Codable, Sendable {
    /// Its uuid.
    package var uuid: String
    /// Its type.
    package var type: String
    /// What it is called: its title, or its type with `titles = false`.
    package var name: String
}
