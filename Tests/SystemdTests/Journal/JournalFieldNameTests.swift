// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Systemd

@Suite("Field names")
struct JournalFieldNameTests {
    @Test(
        "a valid name is taken as it is, and mapping leaves it alone",
        arguments: ["A", "MESSAGE", "PLEX_SESSION_ID", "A__B", "A9", "A_", String(repeating: "A", count: 64)]
    )
    func valid(_ text: String) {
        #expect(JournalFieldName(text)?.text == text)
        #expect(JournalFieldName(mapping: text).text == text)
    }

    @Test(
        "a name that journald would drop is refused",
        arguments: [
            "", "_TRUST", "9DIGIT", "lower_case", "request-id", "plex.session.id", "A B", "A=B", "A\nB", "A\0", "Ä",
            "É",
            String(repeating: "B", count: 65),
        ]
    )
    func invalid(_ text: String) {
        #expect(JournalFieldName(text) == nil)
    }

    @Test(
        "any text is mapped to a valid name",
        arguments: [
            ("request-id", "REQUEST_ID"),
            ("plex.session.id", "PLEX_SESSION_ID"),
            ("_TRUST", "TRUST"),
            ("__--x", "X"),
            ("9DIGIT", "FIELD_9DIGIT"),
            ("_9", "FIELD_9"),
            ("", "FIELD"),
            ("---", "FIELD"),
            ("日本", "FIELD"),
            ("größe", "GR__E"),
            ("a\u{301}b", "A_B"),
            ("a b=c\n\0", "A_B_C__"),
            (String(repeating: "b", count: 65), String(repeating: "B", count: 64)),
            (String(repeating: "1", count: 65), "FIELD_" + String(repeating: "1", count: 58)),
        ]
    )
    func mapping(_ text: String, _ name: String) {
        let mapped = JournalFieldName(mapping: text)
        #expect(mapped.text == name)
        #expect(JournalFieldName(mapped.text) == mapped)
    }

    @Test("the constants are valid")
    func constants() {
        let constants: [JournalFieldName] = [
            .message, .messageID, .priority, .syslogIdentifier, .errno, .documentation, .codeFile, .codeLine,
            .codeFunction, .logger,
        ]
        for name in constants {
            #expect(JournalFieldName(name.text) == name)
        }
    }
}
