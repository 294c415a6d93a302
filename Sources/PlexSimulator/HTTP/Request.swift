// SPDX-License-Identifier: Apache-2.0

/// A request as it arrived.
package struct Request: Hashable, Sendable {
    /// The method, in capitals.
    package var method: String
    /// The path as it was sent, without the query.
    package var path: String
    /// The query, decoded, in order.
    package var query: [Header]
    /// The headers, in order.
    package var headers: [Header]

    /// A request for a target such as `/activities?a=b`.
    package init(method: String, target: String, headers: [Header] = []) {
        self.method = method
        self.headers = headers
        let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        self.path = parts.first.map { String($0) } ?? "/"
        self.query = (parts.count > 1 ? parts[1] : "").split(separator: "&").map { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return Header(
                name: Self.decoded(halves[0]),
                value: halves.count > 1 ? Self.decoded(halves[1]) : ""
            )
        }
    }

    /// The value of the first header with this name, in upper or lower case.
    package func header(_ name: String) -> String? {
        self.headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// The token from the header or else from the query: clients may send every `X-Plex-*` header as a query argument.
    package var token: String? {
        self.header("X-Plex-Token") ?? self.query.first { $0.name == "X-Plex-Token" }?.value
    }

    /// Whether the client asked for JSON; XML is the default.
    var acceptsJSON: Bool {
        self.headers.contains { $0.name.lowercased() == "accept" && $0.value.contains("application/json") }
    }

    /// The parts of the path between the slashes, decoded one by one; a slash at the end adds no part.
    var segments: [String] {
        self.path.split(separator: "/").map { Self.decoded($0) }
    }

    /// The text with decoded percent escapes and repaired UTF-8.
    private static func decoded(_ text: some StringProtocol) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = Self.byte(ofDigits: rest.prefix(2)) {
                bytes.append(value)
                rest.removeFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The byte for two hexadecimal digits; nil for other text.
    private static func byte(ofDigits digits: ArraySlice<UInt8>) -> UInt8? {
        guard digits.count == 2, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
