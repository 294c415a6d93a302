// SPDX-License-Identifier: Apache-2.0

/// Checks that markup is nested correctly, as XML demands, and that every attribute is quoted.
enum TagChecker {
    /// The first problem; nil without one.
    static func problem(in text: Substring) -> String? {
        var open: [Substring] = []
        var rest = text[...]
        while let start = rest.firstIndex(of: "<") {
            if rest[..<start].contains(">"), open.last != "style" {
                return "a stray > before \(rest[start...].prefix(40))"
            }
            guard let end = rest[start...].firstIndex(of: ">") else { return "an element without an end" }
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("/") {
                guard open.popLast() == tag.dropFirst() else { return "</\(tag.dropFirst())> closes another element" }
                continue
            }
            guard tag.wholeMatch(of: /[A-Za-z][A-Za-z0-9]*( [A-Za-z][A-Za-z0-9-]*="[^"<]*")*\/?/) != nil else {
                return "<\(tag.prefix(80))> is no element"
            }
            if tag.hasSuffix("/") { continue }
            open.append(tag.prefix { $0 != " " })
        }
        return open.last.map { "<\($0)> is not closed" }
    }
}
