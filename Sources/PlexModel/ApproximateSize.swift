// SPDX-License-Identifier: Apache-2.0

extension Activity {
    /// Roughly how many bytes it takes in memory.
    package var approximateSize: Int {
        let texts = [self.id.rawValue, self.type.rawValue, self.title, self.subtitle]
        let trees = (self.context?.approximateSize ?? 0) + (self.response?.approximateSize ?? 0)
        return texts.reduce(256 + trees) { $0 + $1.utf8.count }
    }
}

extension JSONValue {
    /// Roughly how many bytes it takes in memory.
    package var approximateSize: Int {
        switch self {
        case .null, .bool, .integer, .number: 16
        case .string(let text): 16 + text.utf8.count
        case .array(let values): values.reduce(16) { $0 + $1.approximateSize }
        case .object(let members): members.reduce(16) { $0 + $1.approximateSize }
        }
    }
}

extension JSONValue.Member {
    /// Roughly how many bytes it takes in memory.
    package var approximateSize: Int { 32 + self.name.utf8.count + self.value.approximateSize }
}
