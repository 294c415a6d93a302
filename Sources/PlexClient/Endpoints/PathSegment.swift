// SPDX-License-Identifier: Apache-2.0

/// The encoding of one segment of a path.
enum PathSegment {
    /// The longest text that is encoded, in bytes; a uuid has 36.
    static let maximumLength = 1024

    /// The text as one segment, with all but the unreserved characters of RFC 3986 section 2.3 encoded; nil for
    /// one that would change the route whatever its encoding: empty, or a dot segment (section 3.3).
    static func encode(_ text: String) -> String? {
        guard !text.isEmpty, text != ".", text != "..", text.utf8.count <= Self.maximumLength else { return nil }
        var encoded = ""
        for byte in text.utf8 {
            if Self.isUnreserved(byte) {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += byte < 0x10 ? "%0" : "%"
                encoded += String(byte, radix: 16, uppercase: true)
            }
        }
        return encoded
    }

    /// Whether RFC 3986 section 2.3 calls the character unreserved.
    static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
