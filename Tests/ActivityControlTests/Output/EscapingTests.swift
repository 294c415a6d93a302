// SPDX-License-Identifier: Apache-2.0
import ServiceFiles
import Testing

@testable import ActivityControl

/// Escaping in metrics and in XML works on Unicode scalars: a mark before a combining mark is escaped too.
struct EscapingTests {
    private static func label(_ value: String) -> String? {
        var family = MetricFamily(name: "m", kind: .gauge, help: "h")
        family.add(1, ("l", value))
        return MetricFormat.prometheus.text([family]).split(separator: "\n").last.map(String.init)
    }

    @Test(
        "a label is escaped scalar by scalar",
        arguments: [
            ("plain", "plain"), ("a\"b", "a\\\"b"), ("a\\b", "a\\\\b"), ("a\nb", "a\\nb"),
            ("a\"\u{301}b", "a\\\"\u{301}b"), ("a\\\u{301}b", "a\\\\\u{301}b"), ("千", "千"),
        ])
    func aLabelIsEscapedScalarByScalar(value: String, escaped: String) {
        #expect(Self.label(value).map { Array($0.unicodeScalars) } == Array("m{l=\"\(escaped)\"} 1".unicodeScalars))
    }

    @Test(
        "XML is escaped scalar by scalar, and holds what XML allows",
        arguments: [
            ("plain", "plain"), ("<&>\"", "&lt;&amp;&gt;&quot;"), ("a\nb", "a&#10;b"), ("<\u{301}", "&lt;\u{301}"),
            ("&\u{301}", "&amp;\u{301}"), ("\"\u{301}", "&quot;\u{301}"), ("a\u{FFFE}b\u{FFFF}", "a\u{FFFD}b\u{FFFD}"),
            ("\u{1}", "\u{FFFD}"), ("🎬", "🎬"),
        ])
    func xmlIsEscapedScalarByScalarAndHoldsWhatXMLAllows(text: String, escaped: String) {
        #expect(Array(XMLText.escaped(text).unicodeScalars) == Array(escaped.unicodeScalars))
    }
}
