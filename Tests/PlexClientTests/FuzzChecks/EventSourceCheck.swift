// SPDX-License-Identifier: Apache-2.0

@testable import PlexClient

/// What must hold for the EventSource parser whatever comes.
enum EventSourceCheck {
    /// Which promise the parser breaks on these bytes; nil where it keeps all of them.
    static func violation(in bytes: [UInt8]) -> String? {
        // A limit that inputs of a few hundred bytes reach, and the one in use.
        for limit in [16, 1024 * 1024] {
            let whole = Outcome([bytes], limit: limit)
            if Outcome(bytes.map { [$0] }, limit: limit) != whole { return "byte by byte it says something else" }
            if Outcome(Self.parts(of: bytes), limit: limit) != whole { return "in parts it says something else" }
            for event in whole.events {
                if event.data.count > limit { return "an event is over the limit" }
                if event.data.contains(0x0D) { return "a carriage return is in an event" }
                if event.type.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }) { return "a type has two lines" }
            }
            let isUnlimited = whole.skipped == 0 && !whole.isEndless
            if isUnlimited, whole.events != Self.reference(bytes) { return "the standard says something else" }
            if limit > bytes.count, !isUnlimited { return "something short is passed over" }
        }
        return nil
    }

    /// What a parser makes of the parts of a stream.
    private struct Outcome: Equatable {
        var events: [EventSourceParser.Event] = []
        var retry: Duration?
        var lastEventID = ""
        var skipped = 0
        var isEndless = false

        init(_ parts: [[UInt8]], limit: Int) {
            var parser = EventSourceParser(limit: limit)
            for part in parts { self.events += parser.read(part) }
            self.retry = parser.retry
            self.lastEventID = parser.lastEventID
            self.skipped = parser.skippedEvents
            self.isEndless = parser.isEndless
        }
    }

    /// The bytes in parts of lengths that they determine themselves.
    private static func parts(of bytes: [UInt8]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        var rest = bytes[...]
        while let first = rest.first {
            let length = 1 + Int(first) % 7
            parts.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return parts
    }

    /// The events by the words of the standard, without limits and all at once.
    private static func reference(_ bytes: [UInt8]) -> [EventSourceParser.Event] {
        let text = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        var lines: [[UInt8]] = [[]]
        for (index, byte) in zip(text.indices, text) {
            // The second half of an end of line that began with a carriage return.
            if byte == 0x0A, index > text.startIndex, bytes[index - 1] == 0x0D { continue }
            if byte == 0x0A || byte == 0x0D { lines.append([]) } else { lines[lines.count - 1].append(byte) }
        }
        var events: [EventSourceParser.Event] = []
        var (type, data): ([UInt8], [UInt8]) = ([], [])
        // What follows the last end of line is no line.
        for line in lines.dropLast() {
            if line.isEmpty {
                if !data.isEmpty {
                    events.append(.init(type: String(decoding: type, as: UTF8.self), data: data.dropLast()))
                }
                (type, data) = ([], [])
                continue
            }
            let halves = line.split(separator: UInt8(ascii: ":"), maxSplits: 1, omittingEmptySubsequences: false)
            var value = halves.count > 1 ? Array(halves[1]) : []
            if value.first == 0x20 { value.removeFirst() }
            switch String(decoding: halves[0], as: UTF8.self) {
            case "data": data += value + [0x0A]
            case "event": type = value
            default: break
            }
        }
        return events
    }
}
