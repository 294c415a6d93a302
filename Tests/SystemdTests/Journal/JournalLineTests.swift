// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Systemd

@Suite("The line that stands for an entry")
struct JournalLineTests {
    @Test(
        "the prefix says how important it is",
        arguments: [
            (JournalLinePrefix.priorityNumber, "<4>Look out\n"),
            (.priorityName, "warning: Look out\n"),
            (.none, "Look out\n"),
        ]
    )
    func prefix(_ prefix: JournalLinePrefix, _ line: String) {
        #expect(JournalEntry(message: "Look out", priority: .warning).line(prefix: prefix) == line)
    }

    @Test("an entry without a message or a priority still has a line")
    func empty() {
        #expect(JournalEntry().line(prefix: .priorityNumber) == "<6>(entry without MESSAGE)\n")
    }

    @Test(
        "nothing in it can move the cursor, begin a line or turn the writing round",
        arguments: [
            "a\nb", "a\u{1B}b", "a\u{0}b", "a\u{7F}b", "a\u{9B}b", "a\u{2028}b", "a\u{202E}b", "a\u{2066}b",
            "a\u{61C}b",
        ]
    )
    func controls(_ text: String) {
        #expect(JournalEntry(message: text, priority: .info).line(prefix: .none) == "a b\n")
    }

    @Test(
        "text is cut at the end of a character",
        arguments: [
            ("abcdef", 6, "abcdef"),
            ("abcdefg", 6, "abc…"),
            ("ääää", 7, "ää…"),
            ("ääää", 8, "ääää"),
            ("abc", 2, ""),
            ("abcd", 3, "…"),
            ("", 0, ""),
        ]
    )
    func cut(_ text: String, _ length: Int, _ result: String) {
        #expect(SingleLine.text(text, maximumLength: length) == result)
    }

    @Test("a line fits into one piece of a pipe")
    func length() {
        let line = JournalEntry(message: String(repeating: "ä", count: 5000), priority: .info).line(
            prefix: .priorityName)
        #expect(line.utf8.count <= 4096)
        #expect(line.utf8.count > 4090)
        #expect(line.hasSuffix("…\n"))
    }
}
