// SPDX-License-Identifier: Apache-2.0

/// SplitMix64: a small generator whose whole future is one number, so that a seed is all that a failure must name.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    /// A generator of which every drawn number follows from the seed.
    init(seed: UInt64) {
        self.state = seed
    }

    /// The generator of one question about a history: whatever else was drawn before, the answer stays the same.
    init(seed: UInt64, _ question: String, _ number: Int = 0) {
        var state = seed ^ 0x9E37_79B9_7F4A_7C15
        for byte in question.utf8 { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        self.state = state &+ UInt64(truncatingIfNeeded: number) &* 0xD134_2543_DE82_EF95
        _ = self.next()
    }

    mutating func next() -> UInt64 {
        self.state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = self.state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Yes, so many times in a hundred.
    mutating func chance(_ percent: Int) -> Bool {
        Int(self.next() % 100) < percent
    }

    /// A number of the range.
    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(self.next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// One of these.
    mutating func one<Element>(of elements: Element...) -> Element {
        elements[self.number(0...(elements.count - 1))]
    }
}
