// SPDX-License-Identifier: Apache-2.0

/// What one answer to `GET /activities` showed.
public struct ActivitySnapshot: Hashable, Sendable {
    /// The rows that could be read, each uuid once, in the server's order.
    public var activities: [Activity]
    /// Uuids of which several rows said different things: they are present, and nothing else is known of them.
    public var contradictory: [ActivityID]
    /// How many rows could not be read, for want of a uuid or a type.
    public var skippedRows: Int
    /// How many rows repeated a uuid.
    public var duplicateRows: Int
    /// The `size` that the container gave, if any; -1 stands for one that could not be read, and equals no number of rows.
    public var declaredSize: Int?
    /// How many rows the container held, read or not.
    public var rowCount: Int

    /// A snapshot with these values; by default a complete one of the given activities.
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

    /// Whether the snapshot proves the absence of what it does not show: no row was skipped, no uuid repeated, and the
    /// container's size, where given, is the number of rows.
    public var isComplete: Bool {
        self.skippedRows == 0 && self.duplicateRows == 0 && self.contradictory.isEmpty
            && (self.declaredSize ?? self.rowCount) == self.rowCount
    }
}
