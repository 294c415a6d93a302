// SPDX-License-Identifier: Apache-2.0

/// The name of a server's file in a directory with a file for each server.
///
/// Different servers have different names, and no server's name leads out of the directory.
package enum ServerFileName {
    /// What all names end in.
    private static let suffix = ".json"
    /// The longest name without its suffix, in bytes. File systems allow 255, and a file on its way has `.` and `.new`.
    private static let longest = 200

    /// The name of the file of a server: letters, digits, `-`, `_` and inner dots stand for themselves, and all other
    /// bytes are written as in a URL. A name that is too long ends in a hash of the whole.
    package static func name(of server: String) -> String {
        var name = ""
        for (place, byte) in server.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                name.unicodeScalars.append(Unicode.Scalar(byte))
            case UInt8(ascii: ".") where place > 0:
                name += "."
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                name += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        // No other name is a single percent sign.
        guard !name.isEmpty else { return "%" + Self.suffix }
        guard name.utf8.count > Self.longest else { return name + Self.suffix }
        // FNV-1a with 64 bits: http://www.isthe.com/chongo/tech/comp/fnv/
        let hash = server.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
        return "\(name.prefix(Self.longest - 20))~\(String(hash, radix: 16))" + Self.suffix
    }

    /// Whether a file may be a server's: one on its way or set aside is not.
    package static func isOne(_ name: String) -> Bool {
        !name.hasPrefix(".") && name.hasSuffix(Self.suffix)
    }
}
