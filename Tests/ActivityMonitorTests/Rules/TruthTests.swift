// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ActivityMonitor

/// Three values: an unknown never makes a yes, and never hides a no.
@Suite struct TruthTests {
    private static let why = Truth.unknown("why")

    @Test(arguments: [
        (Truth.yes, Truth.yes, Truth.yes), (.yes, .no, .no), (.no, .yes, .no), (.no, .no, .no), (.yes, why, why),
        (why, .yes, why), (.no, why, .no), (why, .no, .no), (why, .unknown("other"), why),
    ])
    func `Both hold`(left: Truth, right: Truth, expected: Truth) {
        #expect((left && right) == expected)
    }

    @Test(arguments: [
        (Truth.yes, Truth.yes, Truth.yes), (.yes, .no, .yes), (.no, .yes, .yes), (.no, .no, .no), (.yes, why, .yes),
        (why, .yes, .yes), (.no, why, why), (why, .no, why), (why, .unknown("other"), why),
    ])
    func `One of both holds`(left: Truth, right: Truth, expected: Truth) {
        #expect((left || right) == expected)
    }

    @Test(arguments: [(Truth.yes, Truth.no), (.no, .yes), (why, why)])
    func `The opposite`(truth: Truth, expected: Truth) {
        #expect(truth.negated == expected)
    }

    @Test func `Each has its word`() {
        #expect([Truth.yes, .no, Self.why].map(\.word) == ["true", "false", "unknown"])
    }
}
