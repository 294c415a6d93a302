// SPDX-License-Identifier: Apache-2.0
import PlexSimulator
import Testing

/// Answers that arrive incomplete.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct TransportTests {
    @Test(
        "broken answers are survived",
        arguments: [
            BadAnswer(
                testDescription: "truncated body", kind: .truncate(bytes: nil),
                complaint: .unreachable(reason: "unreachable")),
            BadAnswer(
                testDescription: "one byte a second", kind: .drip(.seconds(1)),
                complaint: .unreachable(reason: "timed-out"),
                requestTimeout: "1s"),
            BadAnswer(
                testDescription: "100 MiB", kind: .oversized(mebibytes: 100),
                complaint: .unreachable(reason: "unreadable")),
            BadAnswer(
                testDescription: "hang", kind: .hang, path: "*", complaint: .unreachable(reason: "timed-out"),
                requestTimeout: "1s"),
            BadAnswer(
                testDescription: "reset", kind: .reset, path: "*", complaint: .unreachable(reason: "unreachable")),
        ])
    func brokenAnswersAreSurvived(_ answer: BadAnswer) async throws {
        try await answer.isSurvived()
    }
}
