// SPDX-License-Identifier: Apache-2.0

extension JournalEntry {
    /// The entry in journald's native protocol, https://systemd.io/JOURNAL_NATIVE_PROTOCOL.
    ///
    /// A value without a newline is written as `NAME=value\n`. Any other value is written as the name and a newline,
    /// the length as an unsigned 64-bit little-endian number, the bytes, and a newline. NUL and `=` need no escape in a
    /// value.
    var nativeProtocolBytes: [UInt8] {
        let newline = UInt8(ascii: "\n")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(self.size)
        for field in self.fields {
            bytes.append(contentsOf: field.name.text.utf8)
            if field.value.contains(newline) {
                bytes.append(newline)
                var length = UInt64(field.value.count)
                for _ in 0..<8 {
                    bytes.append(UInt8(truncatingIfNeeded: length))
                    length >>= 8
                }
            } else {
                bytes.append(UInt8(ascii: "="))
            }
            bytes.append(contentsOf: field.value)
            bytes.append(newline)
        }
        return bytes
    }
}
