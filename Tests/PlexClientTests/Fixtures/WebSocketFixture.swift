// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The server's half of RFC 6455, byte by byte, so that tests can break it.
enum WebSocketFixture {
    /// Kinds of frames.
    enum Opcode: UInt8 {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10
    }

    /// A frame as it is sent.
    static func frame(
        _ opcode: Opcode, _ data: some Sequence<UInt8>, isLast: Bool = true, reserved: UInt8 = 0, mask: [UInt8]? = nil
    ) -> [UInt8] {
        self.frame(opcode.rawValue, Array(data), isLast: isLast, reserved: reserved, mask: mask)
    }

    /// A text frame.
    static func text(_ text: String, isLast: Bool = true) -> [UInt8] {
        self.frame(.text, text.utf8, isLast: isLast)
    }

    /// A frame of any kind.
    static func frame(
        _ opcode: UInt8, _ data: [UInt8], isLast: Bool = true, reserved: UInt8 = 0, mask: [UInt8]? = nil
    ) -> [UInt8] {
        var bytes = [(isLast ? 0x80 : 0) | reserved | opcode]
        let maskBit: UInt8 = mask == nil ? 0 : 0x80
        switch data.count {
        case ...125:
            bytes.append(maskBit | UInt8(data.count))
        case ...65_535:
            bytes += [maskBit | 126, UInt8(data.count >> 8), UInt8(data.count & 0xFF)]
        default:
            bytes.append(maskBit | 127)
            bytes += (0..<8).reversed().map { UInt8(truncatingIfNeeded: data.count >> ($0 * 8)) }
        }
        guard let mask else { return bytes + data }
        return bytes + mask + data.enumerated().map { $1 ^ mask[$0 % 4] }
    }

    /// The frame that a client sent, without its mask; nil where there is not all of it.
    static func read(_ bytes: [UInt8]) -> (opcode: UInt8, data: [UInt8], isMasked: Bool, length: Int)? {
        guard bytes.count >= 2 else { return nil }
        let isMasked = bytes[1] & 0x80 != 0
        let count = Int(bytes[1] & 0x7F)
        let start = isMasked ? 6 : 2
        // Clients send nothing but control frames here, which are short.
        guard count <= 125, bytes.count >= start + count else { return nil }
        let mask = isMasked ? Array(bytes[2..<6]) : [0, 0, 0, 0]
        let data = bytes[start..<(start + count)].enumerated().map { $1 ^ mask[$0 % 4] }
        return (bytes[0], data, isMasked, start + count)
    }

    /// `Sec-WebSocket-Accept` for a key (section 4.2.2).
    static func accept(_ key: String) -> String {
        Data(self.sha1(Array((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").utf8))).base64EncodedString()
    }

    /// SHA-1 (FIPS 180-4 section 6.1).
    private static func sha1(_ message: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
        var padded = message + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        padded += (0..<8).reversed().map { UInt8(truncatingIfNeeded: (message.count * 8) >> ($0 * 8)) }
        for start in stride(from: 0, to: padded.count, by: 64) {
            var words = (0..<16).map { word in
                (0..<4).reduce(UInt32(0)) { $0 << 8 | UInt32(padded[start + word * 4 + $1]) }
            }
            for index in 16..<80 {
                let mixed = words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16]
                words.append(Self.rotate(mixed, 1))
            }
            var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
            for index in 0..<80 {
                let (mix, constant): (UInt32, UInt32) =
                    switch index {
                    case ..<20: (b & c | ~b & d, 0x5A82_7999)
                    case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
                    case ..<60: (b & c | b & d | c & d, 0x8F1B_BCDC)
                    default: (b ^ c ^ d, 0xCA62_C1D6)
                    }
                let next = Self.rotate(a, 5) &+ mix &+ e &+ constant &+ words[index]
                (a, b, c, d, e) = (next, a, Self.rotate(b, 30), c, d)
            }
            for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
        }
        return state.flatMap { word in (0..<4).reversed().map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    }

    /// Rotates to the left.
    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 {
        word << count | word >> (32 - count)
    }
}
