// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@Suite("Completeness of a snapshot")
struct ActivitySnapshotTests {
    /// An answer of the server, and whether it proves that what it does not show is not there.
    struct CompletenessTestCase: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var snapshot: ActivitySnapshot
        var isComplete: Bool

        init(_ description: String, _ snapshot: ActivitySnapshot, isComplete: Bool) {
            self.testDescription = description
            self.snapshot = snapshot
            self.isComplete = isComplete
        }
    }

    private static let one = [Activity(id: ActivityID("a"), type: .butler)]

    @Test(
        "only an answer without any doubt is complete",
        arguments: [
            CompletenessTestCase("no rows, no size", ActivitySnapshot(activities: []), isComplete: true),
            CompletenessTestCase("no rows, size 0", .init(activities: [], declaredSize: 0), isComplete: true),
            CompletenessTestCase("one row, no size", .init(activities: Self.one), isComplete: true),
            CompletenessTestCase("one row, size 1", .init(activities: Self.one, declaredSize: 1), isComplete: true),
            CompletenessTestCase("size says more", .init(activities: Self.one, declaredSize: 2), isComplete: false),
            CompletenessTestCase("size says less", .init(activities: Self.one, declaredSize: 0), isComplete: false),
            CompletenessTestCase("negative size", .init(activities: [], declaredSize: -1), isComplete: false),
            // The size agrees with the rows sent, but one of them could not be read.
            CompletenessTestCase(
                "a skipped row", .init(activities: Self.one, skippedRows: 1, declaredSize: 2), isComplete: false),
            CompletenessTestCase(
                "a repeated uuid", .init(activities: Self.one, duplicateRows: 1, declaredSize: 2), isComplete: false),
            CompletenessTestCase(
                "a contradiction",
                .init(activities: Self.one, contradictory: [ActivityID("b")], declaredSize: 2), isComplete: false),
        ])
    func completeness(testCase: CompletenessTestCase) {
        #expect(testCase.snapshot.isComplete == testCase.isComplete)
    }

    @Test("the number of rows defaults to everything that was sent")
    func rowCount() {
        let snapshot = ActivitySnapshot(
            activities: Self.one, contradictory: [ActivityID("b")], skippedRows: 2, duplicateRows: 3)
        #expect(snapshot.rowCount == 7)
        #expect(ActivitySnapshot(activities: Self.one, rowCount: 9).rowCount == 9)
    }
}
