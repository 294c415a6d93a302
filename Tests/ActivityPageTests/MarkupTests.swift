// SPDX-License-Identifier: Apache-2.0
import ActivityPage
import Testing

@Suite("Markup")
struct MarkupTests {
    @Test("text from outside is escaped in content and attributes")
    func escaping() {
        var markup = Markup()
        markup.element("p", .text(.title, "\"><script>alert('1')</script>&")) { $0.text("</p><script>&\"'") }
        #expect(
            String(decoding: markup.bytes, as: UTF8.self)
                == "<p title=\"&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;\">"
                + "&lt;/p&gt;&lt;script&gt;&amp;&quot;&#39;</p>")
    }

    @Test(
        "characters that a page must not carry are replaced",
        arguments: ["\u{0}", "\u{1B}", "\u{202E}", "\u{2067}", "\u{2028}", "\u{FFFE}", "\u{FFFF}", "\n"])
    func replacement(character: String) {
        var markup = Markup()
        markup.text("a\(character)b")
        #expect(String(decoding: markup.bytes, as: UTF8.self) == "a\u{FFFD}b")
    }

    @Test("a long text is cut")
    func cutting() {
        var markup = Markup()
        markup.text(String(repeating: "x", count: 10_000))
        #expect(markup.bytes.count == Markup.textLimit + "…".utf8.count)
    }

    @Test("elements without content close themselves, and attributes without a value are left out")
    func elements() {
        var markup = Markup()
        markup.element("rect", .class(nil), .fixed("open", "", if: false), .percent("x", 12.345), .number("y", 3))
        #expect(String(decoding: markup.bytes, as: UTF8.self) == "<rect x=\"12.35%\" y=\"3\"/>")
    }
}
