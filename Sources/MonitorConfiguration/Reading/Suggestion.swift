// SPDX-License-Identifier: Apache-2.0

/// "Did you mean": the known word that a wrong word resembles most.
enum Suggestion {
    /// The longest text that is compared. No known word is longer, and the time grows with the square of the length.
    private static let longestText = 64

    /// The candidate that is nearest to a text; nil where no candidate is near enough for a typing mistake.
    ///
    /// Near means one change in up to four characters, two in up to eight, and three in longer texts. Case, and `_` for
    /// `-`, do not count. Among equally near candidates, the first wins.
    static func nearest(to text: String, among candidates: some Sequence<String>) -> String? {
        guard !text.isEmpty, text.utf8.count <= Self.longestText else { return nil }
        let wanted = Self.plain(text)
        let limit = wanted.count <= 4 ? 1 : wanted.count <= 8 ? 2 : 3
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let distance = Self.distance(wanted, Self.plain(candidate))
            if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// The end of a message: `; did you mean "…"?`, or nothing.
    static func hint(for text: String, among candidates: some Sequence<String>) -> String {
        Self.nearest(to: text, among: candidates).map { "; did you mean \"\($0)\"?" } ?? ""
    }

    /// The bytes that count in a comparison.
    private static func plain(_ text: String) -> [UInt8] {
        text.lowercased().utf8.map { $0 == UInt8(ascii: "_") ? UInt8(ascii: "-") : $0 }
    }

    /// How many bytes must be inserted, removed, replaced or swapped with their neighbour to make one text the other
    /// (the optimal string alignment distance).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        guard !left.isEmpty, !right.isEmpty else { return max(left.count, right.count) }
        var earlier: [Int] = []
        var previous = Array(0...right.count)
        for (row, byte) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var cost = previous[column] + (byte == other ? 0 : 1)
                cost = min(cost, previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, byte == right[column - 1], left[row - 1] == other {
                    cost = min(cost, earlier[column - 1] + 1)
                }
                current.append(cost)
            }
            earlier = previous
            previous = current
        }
        return previous[right.count]
    }
}
