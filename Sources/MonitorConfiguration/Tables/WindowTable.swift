// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// The windows of all files.
struct Windows {
    /// The names of all windows, including wrong ones.
    var names: Set<String> = []
    /// The valid windows by name.
    var usable: [String: TimeWindow] = [:]
}

extension TableReader<WindowKey> {
    /// The window of this name; nil where it is wrong.
    func window(name: String) -> TimeWindow? {
        if self.has(.of) { return self.windowOfServer(name: name) }
        let from = self.minute(.from, latest: "23:59")
        let to = self.minute(.to, latest: "24:00")
        let days = self.days()
        guard let from, let to else { return nil }
        guard from != to else {
            self.report(.to, "must differ from \"from\": the window would be empty")
            return nil
        }
        return TimeWindow(name: name, from: from, to: to, days: days)
    }

    /// The window of a server's maintenance; nil where it is wrong.
    private func windowOfServer(name: String) -> TimeWindow? {
        guard let owner = self.text(.of) else { return nil }
        guard owner == "server" else {
            self.report(.of, "must be \"server\"")
            return nil
        }
        let others = [WindowKey.from, .to, .days].filter(self.has)
        for key in others { self.report(key, "has no meaning beside of = \"server\": the server names its hours") }
        return others.isEmpty ? .ofServer(name: name) : nil
    }

    /// The days on which the window opens, by default all.
    private func days() -> Set<Weekday> {
        guard let names = self.texts(.days) else { return Set(Weekday.allCases) }
        let known = Weekday.allCases.map(\.rawValue)
        var days: Set<Weekday> = []
        for name in names {
            guard let day = Weekday(rawValue: name) else {
                self.report(.days, "each must be one of \(Self.list(known))\(Suggestion.hint(for: name, among: known))")
                continue
            }
            if !days.insert(day).inserted { self.report(.days, "must name each day once") }
        }
        return days
    }

    /// The minute of the day that a time such as `03:45` is.
    private func minute(_ key: WindowKey, latest: String) -> Int? {
        let message = "must be a time of day from \"00:00\" to \"\(latest)\", in quotes"
        guard let value = self.values[key.rawValue] else {
            self.reportMissing(key, "is required and \(message)")
            return nil
        }
        guard case .string(let text) = value, let minute = Self.minute(text), minute < 1_440 || text == latest else {
            self.report(key, message)
            return nil
        }
        return minute
    }

    /// The minute of the day of a text `HH:MM`, including 24:00; nil for any other text.
    private static func minute(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count == 5, bytes[2] == UInt8(ascii: ":") else { return nil }
        let digits = [bytes[0], bytes[1], bytes[3], bytes[4]].map { Int($0) - Int(UInt8(ascii: "0")) }
        guard digits.allSatisfy((0...9).contains) else { return nil }
        let (hour, minute) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard minute < 60, hour * 60 + minute <= 1_440 else { return nil }
        return hour * 60 + minute
    }
}

extension TableReader {
    /// The windows that a key names.
    func windows(_ key: Key, of windows: Windows) -> [TimeWindow]? {
        guard let names = self.texts(key, mayBeSingle: true) else { return nil }
        for name in names where !windows.names.contains(name) {
            let hint = Suggestion.hint(for: name, among: windows.names.sorted())
            self.report(key, "there is no [window.\(name)]\(hint)")
            return nil
        }
        return names.compactMap { windows.usable[$0] }
    }
}
