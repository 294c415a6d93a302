// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ActivityMonitor

/// Three values: an unknown never makes a yes, and never hides a no.
@Suite struct TruthTests {
    private static let why = Truth.unknown("why")

    @Test(
        "both hold",
        arguments: [
            (Truth.yes, Truth.yes, Truth.yes), (.yes, .no, .no), (.no, .yes, .no), (.no, .no, .no), (.yes, why, why),
            (why, .yes, why), (.no, why, .no), (why, .no, .no), (why, .unknown("other"), why),
        ])
    func bothHold(left: Truth, right: Truth, expected: Truth) {
        #expect((left && right) == expected)
    }

    @Test(
        "one of both holds",
        arguments: [
            (Truth.yes, Truth.yes, Truth.yes), (.yes, .no, .yes), (.no, .yes, .yes), (.no, .no, .no), (.yes, why, .yes),
            (why, .yes, .yes), (.no, why, why), (why, .no, why), (why, .unknown("other"), why),
        ])
    func oneOfBothHolds(left: Truth, right: Truth, expected: Truth) {
        #expect((left || right) == expected)
    }

    @Test("the opposite", arguments: [(Truth.yes, Truth.no), (.no, .yes), (why, why)])
    func theOpposite(truth: Truth, expected: Truth) {
        #expect(truth.negated == expected)
    }

    @Test("each has its word")
    func eachHasItsWord() {
        #expect([Truth.yes, .no, Self.why].map(\.word) == ["true", "false", "unknown"])
    }
}
