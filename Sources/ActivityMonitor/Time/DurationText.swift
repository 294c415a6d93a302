// SPDX-License-Identifier: Apache-2.0

extension Duration {
    /// The duration as the configuration writes it, such as `250ms`, `30s`, `1h30m` or `2d`. Zero units are left out.
    ///
    /// Only durations below a minute show milliseconds.
    package var text: String {
        guard self >= .zero else { return "-" + (.zero - self).text }
        let milliseconds = self.wholeNanoseconds / 1_000_000
        if milliseconds < 60_000 {
            let (seconds, rest) = (milliseconds / 1_000, milliseconds % 1_000)
            if rest == 0 { return "\(seconds)s" }
            return seconds == 0 ? "\(rest)ms" : "\(seconds)s\(rest)ms"
        }
        var rest = milliseconds / 1_000
        var text = ""
        for (unit, length) in [("d", Int64(86_400)), ("h", 3_600), ("m", 60), ("s", 1)] where rest >= length {
            text += "\(rest / length)\(unit)"
            rest %= length
        }
        return text
    }

    /// The duration in words, rounded up to the shown units, and at least 1 s. It suits "within".
    package var wordsAtMost: String {
        let step: Int64 = self < .hours(1) ? 1 : self < .hours(24) ? 60 : 3_600
        let seconds = Swift.max(1, (self.wholeNanoseconds + 999_999_999) / 1_000_000_000)
        return Duration.seconds((seconds + step - 1) / step * step).words
    }

    /// The duration in words for a message, in its two largest units, rounded down: `31 min 5 s`, `2 h`, `3 d 4 h`.
    package var words: String {
        let total = Swift.max(0, self.wholeNanoseconds / 1_000_000_000)
        let units = [("d", Int64(86_400)), ("h", 3_600), ("min", 60), ("s", 1)]
        guard let first = units.firstIndex(where: { total >= $0.1 }) else { return "0 s" }
        var text = "\(total / units[first].1) \(units[first].0)"
        if first + 1 < units.count {
            let rest = total % units[first].1 / units[first + 1].1
            if rest > 0 { text += " \(rest) \(units[first + 1].0)" }
        }
        return text
    }
}
