// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Answers as JSON with the right members, each with a value of a wrong type.
///
/// The rows keep their uuid and type, so that a tolerant client still sees them. Rows without a usable uuid or type
/// follow.
enum WrongTypes {
    /// The answer with wrong types, always as JSON and with its status.
    static func answer(for answer: Answer) -> Answer {
        guard let document = answer.document else { return answer }
        var rows: [JSONValue] = []
        for case .rows(let list) in document.children {
            rows += list.rows.map { self.row($0) }
        }
        rows += [
            .null, "a string", 17, true, .array([]), .object([]),
            .object([.init("uuid", 17), .init("type", "library.update.section")]),
            .object([.init("uuid", "no-type"), .init("type", .array([]))]),
        ]
        let listName = document.children.lazy.compactMap(\.listName).first ?? "Activity"
        let body = JSONValue.object([
            .init(
                document.name,
                .object([.init("size", "many"), .init("machineIdentifier", 17), .init(listName, .array(rows))]))
        ])
        return Answer(status: answer.status, contentType: "application/json", body: Array(body.text.utf8))
    }

    /// A row with a wrong type in every field but its uuid and type.
    private static func row(_ element: MediaElement) -> JSONValue {
        let kept = ["uuid", "type"]
        var members = element.attributes.map { member in
            kept.contains(member.name) ? member : .init(member.name, self.wrong(for: member.value))
        }
        for child in element.children {
            members.append(.init(child.listName ?? child.objectName ?? "", "neither object nor array"))
        }
        return .object(members)
    }

    /// A value of another type.
    private static func wrong(for value: JSONValue) -> JSONValue {
        switch value {
        case .string: .object([.init("text", .null)])
        case .integer, .number: "not a number"
        case .bool: .array([.null])
        case .null, .array, .object: 17
        }
    }
}
