// SPDX-License-Identifier: Apache-2.0

/// The content of one answer to `GET /activities`.
public struct ActivitySnapshot: Hashable, Sendable {
    /// The readable rows in the server's order; each uuid occurs once.
    public var activities: [Activity]
    /// The uuids with contradicting rows: these activities are present, and all their values are unknown.
    public var contradictory: [ActivityID]
    /// The number of unreadable rows, which have no uuid or no type.
    public var skippedRows: Int
    /// The number of rows that repeat a uuid.
    public var duplicateRows: Int
    /// The container's `size`; nil for no value. -1 stands for an unreadable size, which equals no number of rows.
    public var declaredSize: Int?
    /// The number of rows in the container, readable or not.
    public var rowCount: Int

    /// A snapshot with these values; by default, a complete snapshot with these activities.
    public init(
        activities: [Activity],
        contradictory: [ActivityID] = [],
        skippedRows: Int = 0,
        duplicateRows: Int = 0,
        declaredSize: Int? = nil,
        rowCount: Int? = nil
    ) {
        self.activities = activities
        self.contradictory = contradictory
        self.skippedRows = skippedRows
        self.duplicateRows = duplicateRows
        self.declaredSize = declaredSize
        self.rowCount = rowCount ?? activities.count + contradictory.count + skippedRows + duplicateRows
    }

    /// Whether an activity that is not in the snapshot is proved absent. That needs no skipped row, no repeated uuid,
    /// and a `size`, if given, that equals the number of rows.
    public var isComplete: Bool {
        self.skippedRows == 0 && self.duplicateRows == 0 && self.contradictory.isEmpty
            && (self.declaredSize ?? self.rowCount) == self.rowCount
    }
}
