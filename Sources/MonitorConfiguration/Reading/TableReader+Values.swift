// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

extension TableReader {
    /// The text of a key, of at least one character.
    func text(_ key: Key, longest: Int = 1_000) -> String? {
        guard let value = self.values[key.rawValue] else { return nil }
        guard case .string(let text) = value else {
            self.report(key, "must be a text in quotes, not \(value.kind)")
            return nil
        }
        guard !text.isEmpty else {
            self.report(key, "must not be empty; leave the key out instead")
            return nil
        }
        guard text.unicodeScalars.count <= longest else {
            self.report(key, "must have \(longest) characters at most")
            return nil
        }
        return text
    }

    /// A text of limited characters, such as a name that becomes part of a file name.
    func name(_ key: Key, longest: Int = 64, of characters: String, _ isFit: (UInt8) -> Bool) -> String? {
        guard let text = self.text(key) else { return nil }
        guard text.utf8.count <= longest, text.utf8.allSatisfy(isFit) else {
            self.report(key, "must have only \(characters), at most \(longest) in all")
            return nil
        }
        return text
    }

    /// The absolute path of a file; a service has no useful working directory. A wrong value is not shown: it could be
    /// a token.
    func absolutePath(_ key: Key) -> String? {
        guard let value = self.values[key.rawValue] else { return nil }
        guard case .string(let text) = value, text.utf8.first == UInt8(ascii: "/"), text.utf8.count <= 4_095,
            text == text.printable(limit: .max)
        else {
            self.reportWithoutValue(key, "must be the absolute path of a file, in quotes, such as \"/etc/…\"")
            return nil
        }
        return text
    }

    /// True or false.
    func flag(_ key: Key) -> Bool? {
        guard let value = self.values[key.rawValue] else { return nil }
        guard case .boolean(let flag) = value else {
            self.report(key, "must be true or false, without quotes")
            return nil
        }
        return flag
    }

    /// A whole number in a range.
    func integer(_ key: Key, in range: ClosedRange<Int>) -> Int? {
        guard let value = self.values[key.rawValue] else { return nil }
        guard case .integer(let number) = value, range.contains(number) else {
            self.report(key, "must be a whole number from \(range.lowerBound) to \(range.upperBound), without quotes")
            return nil
        }
        return number
    }

    /// A number in a range.
    func number(_ key: Key, in range: ClosedRange<Double>) -> Double? {
        guard let value = self.values[key.rawValue] else { return nil }
        let number: Double? =
            switch value {
            case .integer(let number): Double(number)
            case .decimal(let number): number
            default: nil
            }
        guard let number, range.contains(number) else {
            self.report(key, "must be a number from \(range.lowerBound) to \(range.upperBound), without quotes")
            return nil
        }
        return number
    }

    /// A duration in a range.
    func duration(_ key: Key, in range: ClosedRange<Duration>) -> Duration? {
        guard let value = self.values[key.rawValue] else { return nil }
        guard case .string(let text) = value else {
            self.report(key, "must be \(DurationSyntax.form), in quotes")
            return nil
        }
        guard let duration = DurationSyntax.duration(text) else {
            self.report(key, "must be \(DurationSyntax.form)\(Self.durationHint(text))")
            return nil
        }
        guard range.contains(duration) else {
            self.report(key, "must be from \(range.lowerBound.text) to \(range.upperBound.text)")
            return nil
        }
        return duration
    }

    /// The duration that a wrong text probably means, as the end of a message.
    private static func durationHint(_ text: String) -> String {
        let plain = text.lowercased().filter { !$0.isWhitespace }
        if plain.utf8.first == UInt8(ascii: "-") { return "; it cannot be negative" }
        if plain != text, DurationSyntax.duration(plain) != nil { return "; did you mean \"\(plain)\"?" }
        if DurationSyntax.duration(plain + "s") != nil { return "; did you mean \"\(plain)s\"?" }
        return ""
    }

    /// One of the words that a type has.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: Key, of _: Choice.Type) -> Choice? {
        guard let value = self.values[key.rawValue] else { return nil }
        guard case .string(let text) = value, let choice = Choice(rawValue: text) else {
            let words = Choice.allCases.map(\.rawValue)
            var hint = ""
            if case .string(let text) = value { hint = Suggestion.hint(for: text, among: words) }
            self.report(key, "must be one of \(Self.list(words))\(hint)")
            return nil
        }
        return choice
    }

    /// A text or a list of texts. No text may be empty. A list may be empty only where an empty list has a meaning.
    func texts(_ key: Key, mayBeSingle: Bool = false, mayBeEmpty: Bool = false) -> [String]? {
        guard let value = self.values[key.rawValue] else { return nil }
        var texts: [String] = []
        switch value {
        case .string(let text) where mayBeSingle: texts = [text]
        case .array(let members):
            for member in members {
                guard case .string(let text) = member else {
                    self.report(key, "must be a list of texts in quotes")
                    return nil
                }
                texts.append(text)
            }
        default:
            self.report(
                key, mayBeSingle ? "must be a text or a list of texts, in quotes" : "must be a list of texts in quotes"
            )
            return nil
        }
        guard mayBeEmpty || !texts.isEmpty, !texts.contains("") else {
            self.report(key, "must not be empty; leave the key out instead")
            return nil
        }
        guard texts.count <= 200, texts.allSatisfy({ $0.unicodeScalars.count <= 1_000 }) else {
            self.report(key, "must be 200 texts of 1000 characters at most")
            return nil
        }
        return texts
    }

    /// The words in quotes, for messages.
    static func list(_ words: [String]) -> String {
        words.map { "\"\($0)\"" }.joined(separator: ", ")
    }
}
