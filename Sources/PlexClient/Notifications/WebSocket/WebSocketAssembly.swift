// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOWebSocket

/// Puts the fragments of messages together, and sees to the rules that a server must keep (RFC 6455 section 5).
struct WebSocketAssembly {
    /// What a frame completes.
    enum Outcome: Hashable, Sendable {
        /// Nothing yet.
        case incomplete
        /// A text or binary message.
        case message([UInt8])
        /// A ping with its data, to be sent back.
        case ping([UInt8])
        /// An answer to a ping.
        case pong
        /// A goodbye, with its data.
        case close([UInt8])
        /// The message is longer than the limit.
        case tooLarge
        /// The server breaks a rule.
        case violation(String)
    }

    /// The most fragments of one message; empty ones cost nothing, but must have an end.
    static let maximumFragments = 4096

    /// The longest message, in bytes.
    let limit: Int
    /// What there is of a message whose end is missing.
    private var fragments: [UInt8] = []
    /// Whether a message is under way.
    private var isUnderWay = false
    /// How many fragments these were.
    private var fragmentCount = 0

    /// An assembly with nothing under way.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes in one frame.
    mutating func take(_ frame: WebSocketFrame) -> Outcome {
        guard frame.maskKey == nil else { return .violation("a server must not mask its frames") }
        guard frame.reservedBits.isEmpty else {
            return .violation("a reserved bit is set, although no extension was agreed")
        }
        let bytes = Array(buffer: frame.data)
        switch frame.opcode {
        case .text, .binary:
            guard !self.isUnderWay else { return .violation("a message begins within another") }
            return self.add(bytes, isLast: frame.fin)
        case .continuation:
            guard self.isUnderWay else { return .violation("a message goes on that did not begin") }
            return self.add(bytes, isLast: frame.fin)
        case .ping: return .ping(bytes)
        case .pong: return .pong
        case .connectionClose: return .close(bytes)
        default: return .violation("the frame is of no known kind")
        }
    }

    /// Adds a fragment to the message that is under way, or begins one.
    private mutating func add(_ bytes: [UInt8], isLast: Bool) -> Outcome {
        self.isUnderWay = !isLast
        self.fragmentCount += 1
        guard self.fragments.count + bytes.count <= self.limit, self.fragmentCount <= Self.maximumFragments else {
            return .tooLarge
        }
        self.fragments += bytes
        guard isLast else { return .incomplete }
        defer {
            self.fragments = []
            self.fragmentCount = 0
        }
        return .message(self.fragments)
    }
}
