// SPDX-License-Identifier: Apache-2.0

import PlexModel

/// Decodes `{"MediaContainer":{"size":1,"Activity":[{…}]}}`.
///
/// What cannot be read in a row stays unknown; a row without its identity is skipped and counted. Whether the answer
/// proves an absence is then for ``ActivitySnapshot/isComplete`` to say.
enum ActivitiesDecoding {
    /// How many values the Contexts and Responses of one answer may hold together; all others are left unknown.
    static let valueBudget = 100_000
    /// How many values one Context or Response may hold.
    static let valueBudgetOfOne = 64

    /// The snapshot that the answer shows.
    static func snapshot(_ bytes: [UInt8]) throws(DecodingFailure) -> ActivitySnapshot {
        var rows = ActivityRows()
        var declaredSize: Int?
        var seen: Set<String> = []
        try Container.read(bytes, name: "MediaContainer") { (reader, name) throws(DecodingFailure) in
            switch name {
            case "size", "Activity":
                // Nothing tells which of the two is true.
                guard seen.insert(name).inserted else { throw .unreadable("it holds \(name) twice") }
                if name == "size" {
                    declaredSize = Container.size(try reader.readScalar())
                } else {
                    try reader.readRows(name) { (reader) throws(DecodingFailure) in try rows.read(&reader) }
                }
            default:
                try reader.skipValue()
            }
        }
        return rows.snapshot(declaredSize: declaredSize)
    }

}

/// The rows of a list of activities, gathered under their identities.
private struct ActivityRows {
    /// The rows with a uuid, the first of each.
    private var activities: [Activity] = []
    /// Where the row with a uuid is.
    private var indices: [ActivityID: Int] = [:]
    /// The uuids whose rows differ.
    private var contradictory: Set<ActivityID> = []
    /// How many rows could not be read.
    private var skipped = 0
    /// How many rows repeated a uuid.
    private var duplicates = 0
    /// How many values Contexts and Responses may still hold.
    private var budget = ActivitiesDecoding.valueBudget

    /// Reads one row.
    mutating func read(_ reader: inout JSONReader) throws(DecodingFailure) {
        guard let activity = try ActivityRow.read(&reader, budget: &self.budget) else {
            self.skipped += 1
            return
        }
        guard let index = self.indices[activity.id] else {
            self.indices[activity.id] = self.activities.count
            self.activities.append(activity)
            return
        }
        self.duplicates += 1
        if self.activities[index] != activity { self.contradictory.insert(activity.id) }
    }

    /// What the rows show.
    func snapshot(declaredSize: Int?) -> ActivitySnapshot {
        ActivitySnapshot(
            activities: self.activities.filter { !self.contradictory.contains($0.id) },
            contradictory: self.contradictory.sorted(),
            skippedRows: self.skipped,
            duplicateRows: self.duplicates,
            declaredSize: declaredSize,
            rowCount: self.activities.count + self.skipped + self.duplicates)
    }
}
