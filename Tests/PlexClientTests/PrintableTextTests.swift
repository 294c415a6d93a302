// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PlexClient

@Suite("Printable text")
struct PrintableTextTests {
    @Test(
        "what does not show itself becomes a space",
        arguments: [
            ("plain", "plain"), ("  a \t\r\n b ", "a b"), ("a\u{1B}[31mb", "a [31mb"),
            ("a\0b\u{7F}c\u{9B}d", "a b c d"),
            ("a\u{202E}b\u{2066}c\u{200F}d", "a b c d"), ("a\u{2028}b\u{FEFF}c\u{E000}d", "a b c d"),
            ("été 😀", "été 😀"),
            ("\u{200B}", ""),
        ])
    func visible(text: String, expected: String) {
        #expect(PrintableText.line(text, limit: 100) == expected)
    }

    @Test("long text is cut")
    func cut() {
        #expect(PrintableText.line("abcdef", limit: 3) == "abc…")
        #expect(PrintableText.excerpt(Array(repeating: 0x61, count: 1_000_000), without: .none).count == 161)
    }

    @Test(
        "an echoed token is taken out, however it is spread", arguments: ["s3cret", "s3\u{0}cret", "s3\u{202E}cr\net"])
    func token(echo: String) throws {
        let token = try PlexToken("s3cret")
        let excerpt = PrintableText.excerpt(Array("you sent \(echo) and s3cret.".utf8), without: token)
        #expect(excerpt == "you sent [token] and [token].")
    }

    @Test("no part of a token is left where the body was cut")
    func cutToken() throws {
        let token = try PlexToken("s3cret-and-long")
        // All but the last bytes vanish, so that the cut falls into what is shown.
        let body = Array(repeating: UInt8(0), count: PrintableText.excerptBytes - 6) + Array("s3cret-and-long".utf8)
        #expect(!PrintableText.excerpt(body, without: token).contains("s3"))
    }
}
