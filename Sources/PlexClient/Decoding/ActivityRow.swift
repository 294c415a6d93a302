// SPDX-License-Identifier: Apache-2.0

import PlexModel

/// Decodes one activity, wherever it stands.
enum ActivityRow {
    /// The activity; nil for what is no object, has no uuid or type, or names a member twice with different values.
    static func read(_ reader: inout JSONReader, budget: inout Int) throws(DecodingFailure) -> Activity? {
        guard try reader.peek() == .object else {
            try reader.skipValue()
            return nil
        }
        var fields: [String: JSONValue] = [:]
        var isContradictory = false
        try reader.open(.object)
        while let name = try reader.nextMember() {
            switch name {
            case "uuid", "type", "title", "subtitle", "progress", "cancellable", "userID":
                let value = try reader.readScalar() ?? .null
                isContradictory = isContradictory || fields[name].map { $0 != value } ?? false
                fields[name] = value
            case "Context", "Response":
                let value = try Self.readObject(&reader, budget: &budget) ?? .null
                isContradictory = isContradictory || fields[name].map { $0 != value } ?? false
                fields[name] = value
            default:
                try reader.skipValue()
            }
        }
        guard !isContradictory, let id = fields["uuid"]?.identifier, let type = fields["type"]?.identifier else {
            return nil
        }
        var room = TreeLimit.maximumSize
        let context = TreeLimit.fitting(Self.object(fields["Context"]), room: &room)
        let response = TreeLimit.fitting(Self.object(fields["Response"]), room: &room)
        return Activity(
            id: ActivityID(id),
            type: ActivityType(type),
            title: fields["title"]?.lenientText ?? "",
            subtitle: fields["subtitle"]?.lenientText ?? "",
            progress: ActivityProgress(fields["progress"]?.lenientNumber),
            isCancellable: fields["cancellable"]?.lenientBoolean,
            userID: fields["userID"]?.lenientInteger,
            context: context,
            response: response)
    }

    /// The value if it is an object.
    private static func object(_ value: JSONValue?) -> JSONValue? {
        guard case .object = value else { return nil }
        return value
    }

    /// An object as it is; nil for anything else, and for one that is too large.
    private static func readObject(
        _ reader: inout JSONReader, budget: inout Int
    ) throws(DecodingFailure) -> JSONValue? {
        guard try reader.peek() == .object else {
            try reader.skipValue()
            return nil
        }
        let allowed = min(budget, ActivitiesDecoding.valueBudgetOfOne)
        var left = allowed
        let value = try reader.readValue(budget: &left)
        budget -= allowed - max(0, left)
        return value
    }
}
