// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// What is wrong with a transcript, and where.
struct TranscriptError: Error, CustomStringConvertible {
    /// The line, from 1.
    var line: Int
    /// What is wrong with it.
    var reason: String

    /// Both, for whoever mends the transcript.
    var description: String { "line \(self.line): \(self.reason)" }
}

/// One line of a transcript's inputs, taken apart: `t=5m change scan progress=50 subtitle="An Item"`.
struct TranscriptLine {
    /// Its number, from 1.
    let number: Int
    /// When it happens, since the start of the story; nil for one that is part of the setting.
    private(set) var time: Duration?
    /// The words that are no `key=value`, in order.
    private(set) var words: [String] = []
    /// The keys with their values, in order.
    private(set) var values: [(key: String, value: String)] = []

    /// Takes a line apart; a value or word in double quotes may hold blanks.
    init(_ text: Substring, number: Int) throws {
        self.number = number
        for part in try Self.parts(of: text, number: number) {
            guard let equals = part.firstIndex(of: "="), equals != part.startIndex else {
                self.words.append(part)
                continue
            }
            let key = String(part[..<equals])
            let value = String(part[part.index(after: equals)...])
            if key == "t", self.time == nil {
                self.time = try Self.duration(value, number: number)
            } else {
                self.values.append((key, value))
            }
        }
    }

    /// Whether nothing is written there.
    var isEmpty: Bool { self.words.isEmpty && self.values.isEmpty && self.time == nil }

    private static func parts(of text: Substring, number: Int) throws -> [String] {
        var parts: [String] = []
        var part = ""
        var isQuoted = false
        var hasStarted = false
        for character in text {
            switch character {
            case "#" where !isQuoted && !hasStarted: return parts
            case "\"":
                isQuoted.toggle()
                hasStarted = true
            case " " where !isQuoted:
                if hasStarted { parts.append(part) }
                part = ""
                hasStarted = false
            default:
                part.append(character)
                hasStarted = true
            }
        }
        guard !isQuoted else { throw TranscriptError(line: number, reason: "a quote is not closed") }
        if hasStarted { parts.append(part) }
        return parts
    }
}

extension TranscriptLine {
    /// An error about this line.
    func error(_ reason: String) -> TranscriptError { TranscriptError(line: self.number, reason: reason) }

    /// The next word; there must be one.
    mutating func takeWord(_ meaning: String) throws -> String {
        guard !self.words.isEmpty else { throw self.error("\(meaning) is missing") }
        return self.words.removeFirst()
    }

    /// The value of a key, or nil.
    mutating func take(_ key: String) -> String? {
        guard let index = self.values.firstIndex(where: { $0.key == key }) else { return nil }
        return self.values.remove(at: index).value
    }

    /// The value of a key as a duration, or nil.
    mutating func takeDuration(_ key: String) throws -> Duration? {
        try self.take(key).map { try Self.duration($0, number: self.number) }
    }

    /// The value of a key as a number, or nil.
    mutating func takeNumber(_ key: String) throws -> Int? {
        try self.take(key).map { text in
            guard let number = Int(text) else { throw self.error("\(key)=\(text) is no whole number") }
            return number
        }
    }

    /// All keys with their values, each value a list where it holds commas.
    mutating func takeAll() -> [(key: String, values: [String])] {
        defer { self.values = [] }
        return self.values.map { ($0.key, $0.value.split(separator: ",").map(String.init)) }
    }

    /// Fails where something is left that nobody has taken.
    func finish() throws {
        if let word = self.words.first { throw self.error("\"\(word)\" has no meaning here") }
        if let value = self.values.first { throw self.error("\"\(value.key)\" has no meaning here") }
    }

    /// A duration such as `250ms`, `30s` or `1h30m`.
    static func duration(_ text: String, number: Int) throws -> Duration {
        let units: [String: Duration] = [
            "ms": .milliseconds(1), "s": .seconds(1), "m": .minutes(1), "h": .hours(1), "d": .days(1),
        ]
        var total = Duration.zero
        var rest = text[...]
        while !rest.isEmpty {
            let digits = rest.prefix(while: \.isNumber)
            let unit = rest.dropFirst(digits.count).prefix(while: \.isLetter)
            rest = rest.dropFirst(digits.count + unit.count)
            if text == "0" { return .zero }
            guard let count = Int(digits), let length = units[String(unit)] else {
                throw TranscriptError(line: number, reason: "\"\(text)\" is no duration")
            }
            total += length * count
        }
        return total
    }
}
