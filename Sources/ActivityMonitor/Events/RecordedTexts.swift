// SPDX-License-Identifier: Apache-2.0
package import PlexModel

extension TextHash.Key {
    /// Says that titles begin with the hash of what they were: those of a recording that leaves titles out.
    package static let recorded = Self(.max, .max)
}

extension TextHash {
    /// How many hexadecimal digits a hash has.
    package static let digitCount = 16

    /// The hash of an activity's title and subtitle together.
    package static func digits(ofTextsOf activity: Activity, key: Key) -> String {
        guard key != .recorded else { return String(activity.title.prefix(Self.digitCount)) }
        return Self.digits(of: activity.title + "\u{0}" + activity.subtitle, key: key)
    }

    /// Whether title or subtitle of an activity are other ones than before.
    static func differ(_ activity: Activity, from before: Activity, key: Key) -> Bool {
        guard key == .recorded else { return activity.title != before.title || activity.subtitle != before.subtitle }
        // What follows the hash is about rules, and other rules make no progress.
        return self.digits(ofTextsOf: activity, key: key) != self.digits(ofTextsOf: before, key: key)
    }
}

extension MonitorSettings {
    /// What makes each rule that rule, in the order of the rules: what clocks in a saved state are kept by.
    package var ruleIdentities: [String] {
        self.rules.map { $0.identity(under: self.safety) }
    }
}
