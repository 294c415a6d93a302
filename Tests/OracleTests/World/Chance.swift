// SPDX-License-Identifier: Apache-2.0

/// Numbers that look random and are the same for the same seed: the xorshift64* generator of Vigna (2016).
struct Chance: Sendable {
    private var state: UInt64

    /// The numbers of a seed.
    init(seed: UInt64) {
        // Seeds that differ in one bit must not begin alike, and the state must not be zero.
        var word = (seed &+ 0x1234_5678_9abc_def1) &* 0xd6e8_feb8_6659_fd93
        word = (word ^ (word >> 32)) &* 0xd6e8_feb8_6659_fd93
        self.state = (word ^ (word >> 32)) | 1
    }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        self.state ^= self.state >> 12
        self.state ^= self.state << 25
        self.state ^= self.state >> 27
        return self.state &* 0x2545_f491_4f6c_dd1d
    }

    /// A number below a bound.
    mutating func below(_ bound: Int) -> Int { Int((self.next() >> 33) % UInt64(max(bound, 1))) }

    /// A number of a range.
    mutating func among(_ range: ClosedRange<Int>) -> Int { range.lowerBound + self.below(range.count) }

    /// Whether something of this many percent happens.
    mutating func percent(_ percent: Int) -> Bool { self.below(100) < percent }

    /// One of these.
    mutating func one<Element>(_ choices: [Element]) -> Element { choices[self.below(choices.count)] }
}
