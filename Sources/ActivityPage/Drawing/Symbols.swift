// SPDX-License-Identifier: Apache-2.0

/// The shapes of marks and the hatching of stalls, which drawings refer to. The shapes differ, so no mark depends on its
/// colour.
enum Symbols {
    /// The number of the flag of a server's restart; marks have the numbers before it.
    static let serverRestart = 8
    /// The number of the flag of the service's start.
    static let serviceStart = 9

    /// The definitions, for the inside of an `svg` element.
    static func draw(into markup: inout Markup) {
        markup.element("defs") { markup in
            markup.element(
                "pattern", .fixed("id", "hatch"), .fixed("width", "6"), .fixed("height", "6"),
                .fixed("patternUnits", "userSpaceOnUse"), .fixed("patternTransform", "rotate(45)")
            ) { $0.element("rect", .class("hatch"), .fixed("width", "2.6"), .fixed("height", "6")) }
            for kind in Mark.Kind.allCases {
                markup.element("g", .identifier("id", "m", kind.rawValue)) { Self.draw(kind, into: &$0) }
            }
            for (number, look) in [(Self.serverRestart, "bad" as StaticString), (Self.serviceStart, "lost")] {
                markup.element("g", .identifier("id", "m", number), .class("mark", "flag", look)) {
                    $0.element("path", .fixed("d", "M-5-6v12M-5-5.5h10l-2.5 3 2.5 3h-10"))
                }
            }
        }
    }

    private static func draw(_ kind: Mark.Kind, into markup: inout Markup) {
        switch kind {
        case .stopped:
            Self.draw(
                "good", disc: "M-6.5 0a6.5 6.5 0 1 0 13 0a6.5 6.5 0 1 0-13 0z", sign: "M-3 .2l2.2 2.3 4-4.6",
                into: &markup)
        case .ineffective:
            Self.draw("bad", disc: "M0-8l8 8-8 8-8-8z", sign: "M-2.4-2.4l4.8 4.8M2.4-2.4l-4.8 4.8", into: &markup)
        case .wouldStop:
            Self.draw("open", disc: "M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z", sign: "M0-3v3.2M0 2.6v.2", into: &markup)
        case .fired:
            Self.draw("warn", disc: "M-5.5-5.5h11v11h-11z", sign: "M0-3.2v3.4M0 2.9v.2", into: &markup)
        case .lost:
            Self.draw("lost", disc: "M0-7l7 12.5h-14z", sign: "M-2.2 2l4.4 0", into: &markup)
        case .breaker:
            Self.draw("bad", disc: "M-6-6h12v12h-12z", sign: "M1.2-4l-3 4.4h3.4l-2.6 3.8", into: &markup)
        }
    }

    private static func draw(_ look: StaticString, disc: StaticString, sign: StaticString, into markup: inout Markup) {
        markup.element("g", .class("mark", look)) { markup in
            markup.element("path", .class("disc"), .fixed("d", disc))
            markup.element("path", .fixed("d", sign))
        }
    }
}
