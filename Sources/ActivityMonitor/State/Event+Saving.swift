// SPDX-License-Identifier: Apache-2.0

/// The saved form of an event: its kind, its priority, its message, and its fields as names and values in turn.
extension Event: Codable {
    private enum CodingKeys: String, CodingKey {
        case kind, priority, message, fields
    }

    /// Reads an event. A field that this version does not know is left out.
    package init(from decoder: any Decoder) throws {
        let content = try decoder.container(keyedBy: CodingKeys.self)
        let kind = EventKind(rawValue: try content.decode(String.self, forKey: .kind))
        let priority = Priority(rawValue: try content.decode(Int.self, forKey: .priority))
        guard let kind, let priority else {
            throw DecodingError.dataCorruptedError(forKey: .kind, in: content, debugDescription: "unknown event")
        }
        self.init(kind: kind, priority: priority, message: try content.decode(String.self, forKey: .message))
        let texts = try content.decode([String].self, forKey: .fields)
        self.fields = stride(from: 0, to: texts.count - 1, by: 2).compactMap { place in
            EventFieldName(rawValue: texts[place]).map { EventField($0, texts[place + 1]) }
        }
    }

    /// Writes an event.
    package func encode(to encoder: any Encoder) throws {
        var content = encoder.container(keyedBy: CodingKeys.self)
        try content.encode(self.kind.rawValue, forKey: .kind)
        try content.encode(self.priority.rawValue, forKey: .priority)
        try content.encode(self.message, forKey: .message)
        try content.encode(self.fields.flatMap { [$0.name.rawValue, $0.value] }, forKey: .fields)
    }
}
