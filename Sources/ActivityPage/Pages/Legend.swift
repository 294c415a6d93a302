// SPDX-License-Identifier: Apache-2.0

/// What the colours and marks of a timeline mean.
enum Legend {
    /// Draws the legend as a list.
    static func draw(into page: inout Markup) {
        page.element("ul", .class("legend"), .text(.label, English.legend)) { list in
            for family in WorkFamily.allCases {
                Self.draw(English.family(family), into: &list) { svg in
                    Self.drawSample(.class("b", family.className), into: &svg)
                }
            }
            Self.draw(English.mixed, into: &list) { Self.drawSample(.class("b", "f5"), into: &$0) }
            Self.draw(English.stall, into: &list) { svg in
                Self.drawSample(.class("b", "f0"), into: &svg)
                Self.drawSample(.fixed("fill", "url(#hatch)"), into: &svg)
            }
            Self.draw(English.unclear, into: &list) { Self.drawSample(.class("b", "f0", "vague"), into: &$0) }
            Self.draw(English.outage, into: &list) { Self.drawSample(.class("shade"), into: &$0) }
            let flags = [
                (Symbols.serverRestart, English.serverRestart), (Symbols.serviceStart, English.serviceStart),
            ]
            for (symbol, text) in flags {
                list.element("li") { item in
                    Self.draw(symbol: symbol, into: &item)
                    item.text(text)
                }
            }
            for kind in Mark.Kind.allCases {
                list.element("li") { item in
                    Self.draw(kind, into: &item)
                    item.text(English.mark(kind))
                }
            }
        }
        page.line()
    }

    /// Draws the symbol of a mark.
    static func draw(_ kind: Mark.Kind, into page: inout Markup) {
        Self.draw(symbol: kind.rawValue, into: &page)
    }

    private static func draw(symbol: Int, into page: inout Markup) {
        page.element("svg", .class("sym"), .fixed("viewBox", "-9 -9 18 18"), .fixed("aria-hidden", "true")) {
            $0.element("use", .identifier("href", "#m", symbol))
        }
    }

    private static func draw(_ text: String, into list: inout Markup, sample: (inout Markup) -> Void) {
        list.element("li") { item in
            item.element("svg", .class("sample"), .fixed("aria-hidden", "true")) { sample(&$0) }
            item.text(text)
        }
    }

    private static func drawSample(_ look: Attribute, into svg: inout Markup) {
        svg.element("rect", look, .fixed("width", "100%"), .fixed("height", "100%"))
    }
}
