// SPDX-License-Identifier: Apache-2.0

import PlexModel

@testable import PlexClient

/// What must hold for the decoding of the list of activities, whatever comes.
enum ActivityCheck {
    /// Which promise the decoder breaks on these bytes; nil where it keeps all of them.
    static func violation(in bytes: [UInt8]) -> String? {
        let snapshot = Self.decode(bytes)
        if Self.decode(bytes) != snapshot { return "twice it says two things" }
        guard let snapshot else { return nil }
        if Self.decode(bytes + [UInt8(ascii: "x")]) != nil { return "more than a document is read" }
        if snapshot.rowCount > Container.maximumRows { return "there are too many rows" }
        let identities = snapshot.activities.map(\.id) + snapshot.contradictory
        if Set(identities).count != identities.count { return "a uuid is there twice" }
        if identities.count + snapshot.skippedRows + snapshot.duplicateRows != snapshot.rowCount {
            return "the rows do not add up"
        }
        if snapshot.isComplete, snapshot.activities.count != snapshot.rowCount { return "a row is missing" }
        for activity in snapshot.activities {
            if let violation = self.violation(in: activity) { return violation }
        }
        return nil
    }

    /// Which promise this activity breaks.
    static func violation(in activity: Activity) -> String? {
        // The repair of an invalid byte takes three.
        let longest = JSONReader.maximumString * 3
        for text in [activity.title, activity.subtitle] where text.utf8.count > longest { return "a text is too long" }
        for text in [activity.id.rawValue, activity.type.rawValue] {
            if text.isEmpty || text.utf8.count > PathSegment.maximumLength { return "an identifier is none" }
        }
        if let number = activity.progress.percentage, !(0...100).contains(number) { return "a progress is none" }
        for value in [activity.context, activity.response] {
            guard let value else { continue }
            guard case .object = value else { return "a Context is no object" }
            if Self.count(value) > ActivitiesDecoding.valueBudgetOfOne { return "a Context is too large" }
        }
        return nil
    }

    /// The list; nil where it cannot be read.
    private static func decode(_ bytes: [UInt8]) -> ActivitySnapshot? {
        try? ActivitiesDecoding.snapshot(bytes)
    }

    /// How many values there are, this one included.
    private static func count(_ value: JSONValue) -> Int {
        switch value {
        case .array(let values): values.reduce(1) { $0 + self.count($1) }
        case .object(let members): members.reduce(1) { $0 + self.count($1.value) }
        default: 1
        }
    }
}
