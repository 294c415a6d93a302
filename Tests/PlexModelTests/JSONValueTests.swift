// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@Suite("JSON values")
struct JSONValueTests {
    @Test(
        "a value's text is JSON on one line",
        arguments: [
            (.null, "null"),
            (true, "true"),
            (false, "false"),
            (-7, "-7"),
            (.integer(.max), "9223372036854775807"),
            (.number(0.5), "0.5"),
            // JSON has no word for these, and a journal field must stay readable.
            (.number(.infinity), "null"),
            (.number(.nan), "null"),
            ("plain", #""plain""#),
            (.array([]), "[]"),
            (.array([1, "two", .null]), #"[1,"two",null]"#),
            (.object([]), "{}"),
            (.object([.init("b", 1), .init("a", 2)]), #"{"b":1,"a":2}"#),
            (.array([.object([.init("c", .array([true]))])]), #"[{"c":[true]}]"#),
        ] as [(JSONValue, String)])
    func text(value: JSONValue, text: String) {
        #expect(value.text == text)
    }

    @Test(
        "strings and names are escaped",
        arguments: [
            ("\"", #""\"""#),
            ("\\", #""\\""#),
            ("a\nb\rc\td", #""a\nb\rc\td""#),
            // A scalar at a time: the two make one character, and both must be escaped.
            ("\r\n", #""\r\n""#),
            ("\u{0}", #""\u0000""#),
            ("\u{1B}[2J", #""\u001b[2J""#),
            ("\u{1F}", #""\u001f""#),
            ("\u{7F}", #""\u007f""#),
            ("\u{9B}31m", #""\u009b31m""#),
            ("\u{A0}", "\"\u{A0}\""),
            ("Amélie 愛 🎬", "\"Amélie 愛 🎬\""),
            // A combining mark after a quote belongs to its character, yet the quote is escaped.
            ("\"\u{301}", "\"\\\"\u{301}\""),
            ("</script>", #""</script>""#),
        ])
    func escaping(string: String, text: String) {
        #expect(JSONValue.string(string).text == text)
        #expect(JSONValue.object([.init(string, .null)]).text == "{\(text):null}")
    }

    @Test("no control character of any kind is left in a text")
    func controlCharacters() {
        let all = (0...0x9F).compactMap(Unicode.Scalar.init).reduce(into: "") { $0.unicodeScalars.append($1) }
        let left = JSONValue.string(all).text.unicodeScalars.filter { $0.properties.generalCategory == .control }
        #expect(left.isEmpty)
    }

    @Test("a member is found by name; of two with one name the first counts")
    func member() {
        let value = JSONValue.object([.init("a", 1), .init("b", 2), .init("a", 3)])
        #expect(value["a"] == 1)
        #expect(value["b"] == 2)
        #expect(value["c"] == nil)
        #expect(JSONValue.array([1])["a"] == nil)
        #expect(JSONValue.null["a"] == nil)
    }
}
