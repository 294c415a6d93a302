// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PlexClient

@Suite("Answers, byte by byte")
struct ResponseCheckTests {
    /// Every odd answer of the suite of that name.
    private static let answers = (OddAnswerTests.statuses + OddAnswerTests.framings + OddAnswerTests.headers)
        .map(\.answer).filter { $0.utf8.count < 1024 }

    @Test("odd ones keep every promise")
    func odd() {
        for answer in Self.answers { #expect(ResponseCheck.violation(in: Array(answer.utf8)) == nil, "\(answer)") }
    }

    @Test("a good one with any byte changed or left out keeps every promise")
    func changed() {
        let good = Array(Self.answers[0].utf8)
        let chunked = Array(OddAnswerTests.framings[2].answer.utf8)
        for answer in [good, chunked] {
            for index in answer.indices {
                #expect(ResponseCheck.violation(in: Array(answer[..<index])) == nil)
                for byte in [0, 0x0A, 0x0D, 0x20, 0x2D, 0x30, 0x39, 0x3A, 0x61, 0x80, 0xFF] as [UInt8] {
                    var other = answer
                    other[index] = byte
                    #expect(ResponseCheck.violation(in: other) == nil, "\(index): \(byte)")
                }
            }
        }
    }
}
