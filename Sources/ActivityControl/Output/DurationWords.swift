// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// Durations as tables show them.
enum DurationWords {
    /// A number of microseconds in its two largest units, without blanks: `31m5s`.
    static func short(_ microseconds: Int64) -> String {
        let seconds = max(0, microseconds / 1_000_000)
        let units = [("d", Int64(86_400)), ("h", 3_600), ("m", 60), ("s", 1)]
        guard let first = units.firstIndex(where: { seconds >= $0.1 }) else { return "0s" }
        var text = "\(seconds / units[first].1)\(units[first].0)"
        if first + 1 < units.count {
            let rest = seconds % units[first].1 / units[first + 1].1
            if rest > 0 { text += "\(rest)\(units[first + 1].0)" }
        }
        return text
    }

    /// A number of microseconds in words: `31 min 5 s`.
    static func words(_ microseconds: Int64) -> String {
        Duration.microseconds(microseconds).words
    }
}
