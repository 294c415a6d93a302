// SPDX-License-Identifier: Apache-2.0

/// Decodes `{"MediaContainer":{"size":1,"Setting":[{"id":"butlerStartHour","type":"int","value":2}]}}`.
enum PreferenceDecoding {
    /// The value of a preference that is a whole number; nil where the answer does not hold it, or holds two values.
    static func number(_ bytes: [UInt8], id: String) throws(DecodingFailure) -> Int? {
        var numbers: [Int?] = []
        try Container.readRows(bytes, container: "MediaContainer", list: "Setting") {
            (reader) throws(DecodingFailure) in
            let fields = try reader.readScalars(of: ["id", "value"])
            guard fields["id"]?.lenientText == id else { return }
            numbers.append(fields["value"]?.lenientInteger)
        }
        guard let first = numbers.first, numbers.allSatisfy({ $0 == first }) else { return nil }
        return first
    }
}
