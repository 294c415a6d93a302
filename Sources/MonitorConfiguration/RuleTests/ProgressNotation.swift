// SPDX-License-Identifier: Apache-2.0

/// The notation of an activity's progress, step by step, after that of promtool's unit tests.
///
/// Words between blanks: `30` is one look at 30 percent; `30x5` adds five looks at the same (six in all); `0+2x10` adds
/// ten looks, each two percent higher (eleven in all), and `50-5x3` goes down; `?` is a look without progress, `_` an
/// incomplete answer without the activity, `-` an answer that shows that it is gone. `xN` repeats each of these N
/// times.
enum ProgressNotation {
    /// What the notation looks like, for messages.
    static let form =
        "a progress step by step, such as \"0+1x10 10x30 ?x2 _x6 -x3\": \"10x30\" stands for 31 looks at 10 percent, "
        + "\"0+1x10\" for 0, 1, … 10, \"?\" for unknown, \"_\" for not shown, \"-\" for gone"

    /// The greatest number of looks of an activity.
    static let mostLooks = 100_000

    /// The looks that a text means; nil for a text in another form, and for a progress outside 0 to 100.
    static func looks(_ text: String) -> [ScriptedActivity.Look]? {
        var looks: [ScriptedActivity.Look] = []
        for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" || $0 == "\t" }) {
            guard let some = Self.looks(ofWord: word) else { return nil }
            looks += some
            guard looks.count <= Self.mostLooks else { return nil }
        }
        return looks.isEmpty ? nil : looks
    }

    private static func looks(ofWord word: Substring) -> [ScriptedActivity.Look]? {
        let parts = word.split(separator: "x", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count) else { return nil }
        var count: Int?
        if parts.count == 2 {
            guard let number = Self.number(parts[1]), number <= Self.mostLooks else { return nil }
            count = number
        }
        let signs: [Substring: ScriptedActivity.Look] = ["?": .unknown, "_": .notShown, "-": .gone]
        if let look = signs[parts[0]] { return Array(repeating: look, count: count ?? 1) }
        return Self.series(parts[0], count: count)
    }

    private static func series(_ text: Substring, count: Int?) -> [ScriptedActivity.Look]? {
        let operators = text.indices.filter { text[$0] == "+" || text[$0] == "-" }
        guard operators.count <= 1 else { return nil }
        guard let sign = operators.first else {
            guard let value = Self.percentage(text) else { return nil }
            return Array(repeating: .progress(value), count: 1 + (count ?? 0))
        }
        guard let count, let first = Self.percentage(text[..<sign]),
            let size = Self.percentage(text[text.index(after: sign)...])
        else { return nil }
        let step = text[sign] == "+" ? size : -size
        let values = (0...count).map { first + Double($0) * step }
        guard values.allSatisfy((0...100).contains) else { return nil }
        return values.map { .progress($0) }
    }

    private static func percentage(_ text: Substring) -> Double? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }),
            let value = Double(text), (0...100).contains(value)
        else { return nil }
        return value
    }

    private static func number(_ text: Substring) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}
