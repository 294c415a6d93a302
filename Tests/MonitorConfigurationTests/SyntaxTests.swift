// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import MonitorConfiguration

/// What TOMLKit must not see, because it would end the process or read something else than what is written.
@Suite("Syntax")
struct SyntaxTests {
    /// A line that must be refused, and what is said of it.
    struct Refused: Sendable {
        var line: String
        var message: String
    }

    private static let header = "a table header is written [name] or [[name]], not "
    private static let value = "a value is expected here"

    private static let examples: [Refused] = [
        Refused(line: "[[[rule]]]", message: header + "[[[rule]]]"),
        Refused(line: "  [[[rule]]]", message: header + "[[[rule]]]"),
        Refused(line: "\t[ .a]", message: header + "[ .a]"),
        Refused(line: "[.a]", message: header + "[.a]"),
        Refused(line: "[[.a]]", message: header + "[[.a]]"),
        Refused(line: "[[ ,a]]", message: header + "[[ ,a]]"),
        Refused(line: "[é]", message: header + "[]"),
        Refused(line: "[]", message: header + "[]"),
        Refused(line: "[", message: header + "["),
        Refused(line: "[[a]", message: "the table header is not closed: write [name] or [[name]]"),
        Refused(line: "[a", message: "the table header is not closed: write [name] or [[name]]"),
        Refused(
            line: "[a..b]", message: "a key is expected here: letters, digits, '-' and '_', or text in quotes"),
        Refused(line: ".a = 1", message: "a key is expected here: letters, digits, '-' and '_', or text in quotes"),
        Refused(line: "= 1", message: "a key is expected here: letters, digits, '-' and '_', or text in quotes"),
        Refused(line: "\"\"\"a\"\"\" = 1", message: "a key cannot be a multi-line string"),
        Refused(line: "a", message: "'=' is expected after the key"),
        Refused(line: "a =", message: value),
        Refused(line: "a = ,", message: value),
        Refused(line: "a = ]", message: value),
        Refused(line: "a = [1, , 2]", message: value),
        Refused(line: "a = ['x', }", message: value),
        Refused(line: "a = { b = }", message: value),
        Refused(line: "a = [1 2]", message: "',' or ']' is expected in the list"),
        Refused(line: "a = { b = 1 c = 2 }", message: "',' or '}' is expected in the table"),
        Refused(line: "a = 1 b = 2", message: "the line should end here; each key stands on a line of its own"),
        Refused(line: "[a] b = 2", message: "the line should end here; each key stands on a line of its own"),
        Refused(line: "a = 1979-05-27", message: "a value that is neither a number nor true or false stands in quotes"),
        Refused(
            line: "a =1979-05-27 1", message: "a value that is neither a number nor true or false stands in quotes"),
        Refused(
            line: "a = 1979-05-27TZ07:32:00Z",
            message: "a value that is neither a number nor true or false stands in quotes"),
        Refused(
            line: "a = 07:32", message: "a value that is neither a number nor true or false stands in quotes: \"07:32\""
        ),
        Refused(
            line: "a = 30m", message: "a value that is neither a number nor true or false stands in quotes: \"30m\""),
        Refused(line: "a = nan", message: "a value that is neither a number nor true or false stands in quotes"),
        Refused(line: "a = -inf", message: "a value that is neither a number nor true or false stands in quotes"),
        Refused(line: "a = \"x", message: "the text that begins on this line has no closing quote"),
        Refused(line: "a = '''x", message: "the text that begins on this line has no closing quote"),
        Refused(line: "a = \"x\\u0000y\"", message: "the text holds an escaped NUL; remove it"),
        Refused(line: "a = \"x\\U00000000y\"", message: "the text holds an escaped NUL; remove it"),
        Refused(line: "\"x\\u0000y\" = 1", message: "the text holds an escaped NUL; remove it"),
        Refused(line: "a = \"x\0y\"", message: "the file holds a NUL byte; remove it"),
        Refused(line: "# \u{1B}[2J", message: "the file holds a control character (U+001B); remove it"),
        Refused(line: "a = '\u{7F}'", message: "the file holds a control character (U+007F); remove it"),
        Refused(
            line: "a = 1\rb = 2",
            message: "a carriage return stands alone; lines end with a line feed, before which one may stand"),
        Refused(line: "a = " + String(repeating: "[", count: 100_000), message: Self.tooDeep),
        Refused(line: "a = " + String(repeating: "{a=", count: 100_000), message: Self.tooDeep),
        Refused(line: String(repeating: "a.", count: 100_000) + "a = 1", message: Self.tooLong),
        Refused(line: "[" + String(repeating: "a.", count: 100_000) + "a]", message: Self.tooLong),
        Refused(line: "a = 1\nb = 1\na = 2", message: "a is already on line 2: keep one of the two"),
        Refused(line: "a.b = 1\na.b = 2", message: "a.b is already on line 2: keep one of the two"),
        Refused(line: "a = 1\n[a]", message: Self.redefined),
    ]

    private static let redefined =
        "the file is not valid TOML: Error while parsing table header: cannot redefine existing integer 'a' as table"

    private static let tooDeep = "brackets nest deeper than any value that is known"
    private static let tooLong = "the key has more parts than any that is known"

    @Test("is refused, with its line", arguments: Self.examples)
    func refused(example: Refused) {
        let text = "# a comment\n" + example.line
        let breaks = example.line.split(separator: "\n", omittingEmptySubsequences: false).count - 1
        do throws(SyntaxProblem) {
            _ = try ConfigurationDocument(file: "f", bytes: Array(text.utf8))
            Issue.record("accepted")
        } catch {
            #expect(error.message == example.message)
            #expect(error.line == 2 + breaks)
        }
    }

    @Test(
        "that opens a table twice is refused, with the line of the first header and what to change there",
        arguments: [
            ("[safety]\na = 1\n[b]\n[safety]\nenforce = []", 4, "[safety] is already on line 1: change enforce there"),
            (
                "[safety]\n[safety]\na = 1\nb.c = 1\n[d]\ne = 1", 2,
                "[safety] is already on line 1: change a and b.c there"
            ),
            (
                "[a]\n[a]\nb = 1\nc = 1\nd = 1\ne = 1\nf = 1", 2,
                "[a] is already on line 1: change b, c, d and 2 more there"
            ),
            ("[a]\n\n[ \"a\" ]\n", 3, "[a] is already on line 1: remove this header"),
            ("[[a]]\n[a.b]\nc = 1\n[[a]]\n[a.b]\n[a.b]\nc = 2", 6, "[a.b] is already on line 5: change c there"),
        ] as [(String, Int, String)])
    func tableTwice(text: String, line: Int, message: String) {
        do throws(SyntaxProblem) {
            _ = try ConfigurationDocument(file: "f", bytes: Array(text.utf8))
            Issue.record("accepted")
        } catch {
            #expect(error.message == message)
            #expect(error.line == line)
        }
    }

    @Test(
        "that is not UTF-8 is refused, with its line",
        arguments: [[0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xC0, 0x80]])
    func notUnicode(bytes: [UInt8]) {
        do throws(SyntaxProblem) {
            _ = try ConfigurationDocument(file: "f", bytes: Array("a = 1\n# ".utf8) + bytes)
            Issue.record("accepted")
        } catch {
            #expect(error.message == "the file is not UTF-8; save it with that encoding")
            #expect(error.line == 2)
        }
    }

    @Test(
        "that only looks odd is read",
        arguments: [
            ("\u{FEFF}a = 1", ["a": .integer(1)]),
            ("a = 1\r\n\r\n# c\r\nb = 'x'\r\n", ["a": .integer(1), "b": .string("x")]),
            ("a = \"\"\"\n[[[rule]]]\n[.a]\n\"\"\"", ["a": .string("[[[rule]]]\n[.a]\n")]),
            ("a = '''\n[.a] # \"\n'''", ["a": .string("[.a] # \"\n")]),
            ("a = \"\"\"x\"\"\"\"\"", ["a": .string("x\"\"")]),
            ("a = \"\\\"[.a]\\\\\"", ["a": .string("\"[.a]\\")]),
            ("# [[[x]]] \"\"\"\na = 1", ["a": .integer(1)]),
            ("  [ a ] # c\n  b = [ # c\n 1, # ]\n 2,\n ]", ["a": .table(["b": .array([.integer(1), .integer(2)])])]),
            (
                "[[ a ]]\n[a.\"b c\"]\nd.e = true",
                [
                    "a": .array([.table(["b c": .table(["d": .table(["e": .boolean(true)])])])])
                ]
            ),
            (
                "a = { b = 1, 'c' = -2.5e+1 }\nd = {}",
                [
                    "a": .table(["b": .integer(1), "c": .decimal(-25)]), "d": .table([:]),
                ]
            ),
            ("[a.b]\nc = 1\n[a]\nd = 2", ["a": .table(["b": .table(["c": .integer(1)]), "d": .integer(2)])]),
            ("a.b = 1\na.c = 2", ["a": .table(["b": .integer(1), "c": .integer(2)])]),
            ("a = 1_000\nb = +7", ["a": .integer(1_000), "b": .integer(7)]),
            ("", [:]),
        ] as [(String, [String: ConfigurationValue])])
    func accepted(text: String, values: [String: ConfigurationValue]) throws {
        #expect(try ConfigurationDocument(file: "f", bytes: Array(text.utf8)).values == values)
    }

    @Test("of more than a mebibyte is refused, and of exactly one is not")
    func size() {
        let room = ConfigurationLoader.largestFile - goodMain.utf8.count - 1
        #expect(findings(main: goodMain + "#" + String(repeating: "x", count: room)).isEmpty)
        #expect(
            findings(main: goodMain + "#" + String(repeating: "x", count: room + 1)) == [
                "main: the file is larger than 1 MiB; no configuration needs that, it is probably another file"
            ])
    }
}
