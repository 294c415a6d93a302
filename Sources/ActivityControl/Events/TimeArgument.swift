// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ServiceFiles

/// Reads the times of `--since` and `--until`: the common forms of journalctl(1) and systemd.time(7), and ISO 8601.
///
/// The forms: `2026-11-22 20:15:03`, `2026-11-22 20:15`, `2026-11-22`, `20:15`; `T` may replace the blank; a fraction
/// of a second may follow, and `Z`, ` UTC` or an offset such as `+02:00`. Further forms: `now`, `today`, `yesterday`,
/// `tomorrow`, `@1700000000`; `-1h`, `1h ago` and `1h` mean an hour ago, `+1h` means in an hour.
struct TimeArgument {
    /// Examples of the forms, for messages.
    static let form =
        "a time such as \"2026-11-22 20:15\", \"2026-11-22T20:15:00Z\", \"today\", \"yesterday\", \"-1h\" or \"2 days ago\""

    /// The present time, in microseconds since 1970-01-01 UTC.
    var now: Int64
    /// The zone of times without a zone.
    var zone: TimeZoneRules = .local

    private static let microsecond: Int64 = 1_000_000

    /// The time that a text means, in microseconds since 1970-01-01 UTC; nil if the text is not a time.
    func microseconds(_ text: String) -> Int64? {
        guard text.utf8.count <= 64 else { return nil }
        let words = text.split(separator: " ").map(String.init)
        let text = words.joined(separator: " ")
        switch text {
        case "": return nil
        case "now": return self.now
        case "today": return self.midnight(daysFromNow: 0)
        case "yesterday": return self.midnight(daysFromNow: -1)
        case "tomorrow": return self.midnight(daysFromNow: 1)
        default: break
        }
        if text.hasPrefix("@") { return Self.decimal(text.dropFirst(), places: 6) }
        if text.hasPrefix("-") || text.hasPrefix("+") {
            guard let span = Self.span(String(text.dropFirst())) else { return nil }
            return self.now &+ (text.hasPrefix("-") ? -span : span)
        }
        if words.last == "ago" { return Self.span(words.dropLast().joined(separator: " ")).map { self.now - $0 } }
        return Self.span(text).map { self.now - $0 } ?? self.dateAndTime(text)
    }

    // MARK: - Spans

    private static let units: [(names: [String], seconds: Int64)] = [
        (["s", "sec", "second", "seconds"], 1), (["m", "min", "minute", "minutes"], 60),
        (["h", "hr", "hour", "hours"], 3_600), (["d", "day", "days"], 86_400), (["w", "week", "weeks"], 604_800),
    ]

    /// The microseconds of `1h`, `1h30m`, `2 days` or `1h 30min`; nil for anything else, and for more than 1,000 years.
    private static func span(_ text: String) -> Int64? {
        var rest = text.filter { $0 != " " }[...]
        guard !rest.isEmpty else { return nil }
        var seconds: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(name.count)
            guard let number = Int64(digits), let unit = Self.units.first(where: { $0.names.contains(String(name)) }),
                number <= 31_536_000_000 / unit.seconds
            else { return nil }
            seconds += number * unit.seconds
        }
        return seconds <= 31_536_000_000 ? seconds * Self.microsecond : nil
    }

    // MARK: - Dates and times of day

    private func midnight(daysFromNow days: Int) -> Int64 {
        var time = self.zone.time(self.now / Self.microsecond)
        // The C library accepts the 0th and the 32nd day of a month as days of the neighbouring months.
        time.day += days
        (time.hour, time.minute, time.second) = (0, 0, 0)
        return self.zone.seconds(time) * Self.microsecond
    }

    private func dateAndTime(_ text: String) -> Int64? {
        guard let (text, offset) = Self.withoutZone(text) else { return nil }
        let parts = text.split(omittingEmptySubsequences: false) { $0 == " " || $0 == "T" }
        guard (1...2).contains(parts.count) else { return nil }
        var time: CalendarTime
        if parts[0].contains("-") {
            guard let date = Self.numbers(parts[0], separator: "-", widths: [4, 2, 2]) else { return nil }
            time = CalendarTime(year: date[0], month: date[1], day: date[2])
        } else {
            guard parts.count == 1, parts[0].contains(":") else { return nil }
            time = self.zone.time(self.now / Self.microsecond)
        }
        (time.hour, time.minute, time.second) = (0, 0, 0)
        var fraction: Int64 = 0
        if let clock = parts.count == 2 ? parts[1] : parts[0].contains(":") ? parts[0] : nil {
            guard let read = Self.clock(clock) else { return nil }
            (time.hour, time.minute, time.second, fraction) = read
        }
        let rules = offset == nil ? self.zone : .utc
        let seconds = rules.seconds(time)
        // The C library turns 30 February into a day of March: refuse such dates.
        let found = rules.time(seconds)
        guard (found.year, found.month, found.day) == (time.year, time.month, time.day) else { return nil }
        return (seconds - (offset ?? 0)) * Self.microsecond + fraction
    }

    /// Hours, minutes, seconds and microseconds of `20:15`, `20:15:03` or `20:15:03.5`.
    private static func clock(_ text: Substring) -> (Int, Int, Int, Int64)? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let isLong = parts[0].utf8.count > 5
        guard let numbers = Self.numbers(parts[0], separator: ":", widths: isLong ? [2, 2, 2] : [2, 2]),
            numbers[0] < 24, numbers[1] < 60, numbers.count == 2 || numbers[2] < 60
        else { return nil }
        guard parts.count == 2 else { return (numbers[0], numbers[1], isLong ? numbers[2] : 0, 0) }
        guard isLong, let fraction = Self.decimal("0." + parts[1], places: 6) else { return nil }
        return (numbers[0], numbers[1], numbers[2], fraction)
    }

    /// A text without its zone, and the zone's offset from UTC in seconds, nil for no zone.
    ///
    /// - Returns: nil for a malformed offset: `+02`, `+0200` and `+02:00` are valid, from `-23:59` to `+23:59` (RFC
    ///   3339).
    private static func withoutZone(_ text: String) -> (Substring, Int64?)? {
        if text.hasSuffix(" UTC") { return (text.dropLast(4), 0) }
        if text.hasSuffix("Z") { return (text.dropLast(1), 0) }
        // A sign before the first colon belongs to a date.
        guard let colon = text.firstIndex(of: ":"),
            let sign = text[colon...].lastIndex(where: { $0 == "+" || $0 == "-" })
        else { return (text[...], nil) }
        let zone = text[text.index(after: sign)...]
        let isColon = zone.dropFirst(2).first == ":"
        let parts = [zone.prefix(2), zone.dropFirst(isColon ? 3 : 2)].filter { isColon || !$0.isEmpty }
        let numbers = parts.compactMap { Self.numbers($0, separator: ":", widths: [2])?.first }
        guard numbers.count == parts.count, let hours = numbers.first, hours < 24 else { return nil }
        let minutes = numbers.count == 2 ? numbers[1] : 0
        guard minutes < 60 else { return nil }
        let seconds = Int64(hours) * 3_600 + Int64(minutes) * 60
        return (text[..<sign], text[sign] == "-" ? -seconds : seconds)
    }

    /// The numbers in a text such as `2026-11-22`; nil if a number has another count of digits.
    private static func numbers(_ text: Substring, separator: Character, widths: [Int]) -> [Int]? {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == widths else { return nil }
        let numbers = parts.compactMap { part in
            part.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(part) : nil
        }
        return numbers.count == widths.count ? numbers : nil
    }

    /// A decimal number, multiplied by ten for each place: 1,500,000 for `1.5` and six places.
    private static func decimal(_ text: some StringProtocol, places: Int) -> Int64? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            parts[0].utf8.count <= 11
        else { return nil }
        let fraction = parts.count == 2 ? String(parts[1].prefix(places)) : ""
        return Int64(String(parts[0]) + fraction + String(repeating: "0", count: places - fraction.count))
    }
}
