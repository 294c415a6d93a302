// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Makes pseudo-random uuids: the same seed gives the same uuids in the same order.
struct IdentifierSource: Hashable, Sendable {
    /// The state of the SplitMix64 generator (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators,
    /// 2014).
    private var state: UInt64

    /// A source with a seed.
    init(seed: UInt64) {
        self.state = seed
    }

    /// The next uuid; its digits say version 4.
    mutating func next() -> ActivityID {
        let high = self.nextWord() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
        let low = self.nextWord() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
        let digits = Array(Self.hexadecimal(high) + Self.hexadecimal(low))
        let groups = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
        return ActivityID(groups.joined(separator: "-"))
    }

    /// The generator's next 64 bits.
    private mutating func nextWord() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var word = self.state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    /// Sixteen lower-case digits.
    private static func hexadecimal(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
