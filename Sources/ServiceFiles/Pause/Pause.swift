// SPDX-License-Identifier: Apache-2.0

/// Whether rules are paused, and until when. During a pause the service stops nothing.
package enum Pause: Hashable, Sendable {
    /// There is no pause.
    case none
    /// A pause until a person lifts it.
    case untilLifted
    /// A pause until this time.
    case until(WallTime)

    /// The pause that the content of a pause file stands for: empty, or its end as RFC 3339 has it.
    ///
    /// A content that cannot be read pauses until it is lifted: the person who made the file meant to hold the daemon back.
    package init(content: [UInt8]) {
        var text = Substring(decoding: content, as: UTF8.self)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        self = WallTime(text: String(text)).map { .until($0) } ?? .untilLifted
    }

    /// The content of a file that stands for this pause.
    package var content: String {
        self.text.isEmpty ? "" : self.text + "\n"
    }

    /// The end as RFC 3339 has it; empty where there is none.
    private var text: String {
        if case .until(let end) = self { end.text } else { "" }
    }

    /// Whether the pause has ended at a time.
    package func isOver(at time: WallTime) -> Bool {
        switch self {
        case .none: true
        case .untilLifted: false
        case .until(let end): end.microseconds <= time.microseconds
        }
    }

    /// The pause in words, for `STATUS=`; nil where there is none.
    package var words: String? {
        switch self {
        case .none: nil
        case .untilLifted: "paused until resumed"
        case .until(let end): "paused until \(end.localText)"
        }
    }
}

extension Pause: Codable {
    /// Reads the end of a pause, empty for until it is lifted, or null where there is no pause.
    package init(from decoder: any Decoder) throws {
        let content = try decoder.singleValueContainer()
        self = content.decodeNil() ? .none : Pause(content: Array(try content.decode(String.self).utf8))
    }

    /// Writes the end of a pause, empty for until it is lifted, or null where there is no pause.
    package func encode(to encoder: any Encoder) throws {
        var content = encoder.singleValueContainer()
        if self == .none { try content.encodeNil() } else { try content.encode(self.text) }
    }
}
