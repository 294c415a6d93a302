// SPDX-License-Identifier: Apache-2.0

/// The durations of scenario files: `250ms`, `30s`, `5m`, `2h`, `1d`, or a sum such as `1h30m`.
enum DurationText {
    /// The correct form, for messages.
    static let expectation = "a duration such as \"250ms\", \"30s\", \"5m\" or \"1h30m\""

    /// The duration in a text; nil for other text.
    static func duration(of text: String) -> Duration? {
        guard let match = text.wholeMatch(of: /(?:[0-9]{1,9}(?:ms|s|m|h|d))+/) else { return nil }
        return match.output.matches(of: /([0-9]+)(ms|s|m|h|d)/).reduce(.zero) { sum, part in
            guard let sum, let count = Int(part.output.1) else { return nil }
            return sum + Self.unit(part.output.2) * count
        }
    }

    /// The length of one unit.
    private static func unit(_ name: Substring) -> Duration {
        switch name {
        case "ms": .milliseconds(1)
        case "m": .seconds(60)
        case "h": .seconds(3600)
        case "d": .seconds(86_400)
        default: .seconds(1)
        }
    }
}
