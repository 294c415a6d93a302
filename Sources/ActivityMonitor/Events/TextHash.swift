// SPDX-License-Identifier: Apache-2.0

/// A keyed 64-bit hash of a text that must not be stored. It shows a change without the text.
///
/// SipHash-2-4 as its authors published it (Aumasson and Bernstein, 2012). The standard library's hasher draws a new
/// seed for each process, so its values mean nothing after a restart.
package struct TextHash: Sendable {
    /// A key of 128 bits, different on each installation.
    package struct Key: Hashable, Sendable {
        /// The first half.
        package var low: UInt64
        /// The second half.
        package var high: UInt64

        /// A key of two halves.
        package init(_ low: UInt64, _ high: UInt64) {
            self.low = low
            self.high = high
        }
    }

    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64

    private init(key: Key) {
        self.v0 = key.low ^ 0x736f_6d65_7073_6575
        self.v1 = key.high ^ 0x646f_7261_6e64_6f6d
        self.v2 = key.low ^ 0x6c79_6765_6e65_7261
        self.v3 = key.high ^ 0x7465_6462_7974_6573
    }

    /// The hash of a text's UTF-8 bytes as 16 hexadecimal digits.
    package static func digits(of text: String, key: Key) -> String {
        let digits = String(Self.value(of: Array(text.utf8), key: key), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }

    /// The hash of bytes.
    package static func value(of bytes: [UInt8], key: Key) -> UInt64 {
        var hash = TextHash(key: key)
        var word: UInt64 = 0
        for (index, byte) in bytes.enumerated() {
            word |= UInt64(byte) << UInt64(8 * (index % 8))
            guard index % 8 == 7 else { continue }
            hash.absorb(word)
            word = 0
        }
        hash.absorb(word | UInt64(bytes.count & 0xFF) << 56)
        hash.v2 ^= 0xFF
        for _ in 0..<4 { hash.round() }
        return hash.v0 ^ hash.v1 ^ hash.v2 ^ hash.v3
    }

    private mutating func absorb(_ word: UInt64) {
        self.v3 ^= word
        self.round()
        self.round()
        self.v0 ^= word
    }

    private mutating func round() {
        self.v0 &+= self.v1
        self.v1 = Self.rotate(self.v1, by: 13) ^ self.v0
        self.v0 = Self.rotate(self.v0, by: 32)
        self.v2 &+= self.v3
        self.v3 = Self.rotate(self.v3, by: 16) ^ self.v2
        self.v0 &+= self.v3
        self.v3 = Self.rotate(self.v3, by: 21) ^ self.v0
        self.v2 &+= self.v1
        self.v1 = Self.rotate(self.v1, by: 17) ^ self.v2
        self.v2 = Self.rotate(self.v2, by: 32)
    }

    private static func rotate(_ word: UInt64, by count: UInt64) -> UInt64 {
        word << count | word >> (64 - count)
    }
}
