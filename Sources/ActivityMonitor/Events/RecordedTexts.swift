// SPDX-License-Identifier: Apache-2.0
package import PlexModel

extension TextHash.Key {
    /// Marks the titles of a recording without titles: each begins with the hash of the original texts.
    package static let recorded = Self(.max, .max)
}

extension TextHash {
    /// The number of hexadecimal digits in a hash.
    package static let digitCount = 16

    /// The hash of an activity's title and subtitle together.
    package static func digits(ofTextsOf activity: Activity, key: Key) -> String {
        guard key != .recorded else { return String(activity.title.prefix(Self.digitCount)) }
        return Self.digits(of: activity.title + "\u{0}" + activity.subtitle, key: key)
    }

    /// Whether an activity's title or subtitle differs from before.
    static func differ(_ activity: Activity, from before: Activity, key: Key) -> Bool {
        guard key == .recorded else { return activity.title != before.title || activity.subtitle != before.subtitle }
        // The text after the hash depends on the rules, so a change there is not progress.
        return self.digits(ofTextsOf: activity, key: key) != self.digits(ofTextsOf: before, key: key)
    }
}

extension MonitorSettings {
    /// The identity of each rule, in the order of the rules. A saved state keeps the clocks of rules by it.
    package var ruleIdentities: [String] {
        self.rules.map { $0.identity(under: self.safety) }
    }
}
