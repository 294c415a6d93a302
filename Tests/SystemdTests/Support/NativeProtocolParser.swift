// SPDX-License-Identifier: Apache-2.0

import Systemd

/// Reads what journald would read, https://systemd.io/JOURNAL_NATIVE_PROTOCOL, written from that page and not from the
/// code under test.
enum NativeProtocolParser {
    static func entry(_ bytes: [UInt8]) throws -> JournalEntry {
        var fields: [JournalField] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let end = rest.firstIndex(where: { $0 == UInt8(ascii: "=") || $0 == UInt8(ascii: "\n") }) else {
                throw TestSupportError("a name without value")
            }
            guard let name = JournalFieldName(String(decoding: rest[..<end], as: UTF8.self)) else {
                throw TestSupportError("not a name: \(String(decoding: rest[..<end], as: UTF8.self))")
            }
            let isText = rest[end] == UInt8(ascii: "=")
            rest = rest[(end + 1)...]
            let length: Int
            if isText {
                guard let newline = rest.firstIndex(of: UInt8(ascii: "\n")) else {
                    throw TestSupportError("a value without end")
                }
                length = newline - rest.startIndex
            } else {
                guard rest.count >= 8 else { throw TestSupportError("a length cut short") }
                length = rest.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
                rest = rest.dropFirst(8)
            }
            guard rest.count > length, rest[rest.startIndex + length] == UInt8(ascii: "\n") else {
                throw TestSupportError("a value of another length than announced")
            }
            fields.append(JournalField(name: name, value: Array(rest.prefix(length))))
            rest = rest.dropFirst(length + 1)
        }
        return JournalEntry(fields: fields)
    }
}
