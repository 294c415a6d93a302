// SPDX-License-Identifier: Apache-2.0

/// Reads server-sent events, byte by byte if need be
/// (https://html.spec.whatwg.org/multipage/server-sent-events.html, "Interpreting an event stream").
///
/// What is kept has a limit. An event with a longer line, or with more data, is passed over and counted; the stream
/// goes on with the next one. A line or event that has no end by sixteen times the limit never will have one:
/// ``isEndless``.
struct EventSourceParser {
    /// One event.
    struct Event: Hashable, Sendable {
        /// What its `event:` line said; empty where there was none, which the standard calls `message`.
        var type: String
        /// Its `data:` lines, joined by line feeds.
        var data: [UInt8]
    }

    /// How often the limit fits into what has no end.
    static let endlessFactor = 16
    /// The longest time that a `retry:` line is believed to mean: one day.
    static let maximumRetry = Duration.seconds(86_400)

    /// The longest line, and the most data of an event, in bytes.
    let limit: Int
    /// How long to wait before the next connection, as the last `retry:` line said.
    private(set) var retry: Duration?
    /// What the last `id:` line said, as of the last event.
    private(set) var lastEventID = ""
    /// How many events were passed over because they were too long.
    private(set) var skippedEvents = 0
    /// Whether a line or event has no end; nothing is read any more.
    private(set) var isEndless = false

    /// The line that is being read, without its end.
    private var line: [UInt8] = []
    /// Whether bytes of the line were left out.
    private var isLineCut = false
    /// Whether the last line ended with a carriage return, whose line feed may follow.
    private var endedWithReturn = false
    /// Whether no line has ended yet: a byte order mark may precede the first one.
    private var isFirstLine = true
    /// How long the line is so far, with what was left out of it.
    private var lineLength = 0
    /// How long the event's lines before it are together; comments belong to no event.
    private var eventLength = 0
    /// Whether the event is passed over.
    private var isSkipping = false
    /// The event's `data:` lines, each with a line feed.
    private var data: [UInt8] = []
    /// The event's type.
    private var type: [UInt8] = []
    /// The event's identifier.
    private var identifier = ""

    /// A parser at the start of a stream.
    init(limit: Int) {
        self.limit = limit
    }

    /// Reads more of the stream.
    ///
    /// - Returns: The events that are complete now.
    mutating func read(_ bytes: [UInt8]) -> [Event] {
        var events: [Event] = []
        var start = 0
        while start < bytes.count, !self.isEndless {
            if self.endedWithReturn {
                self.endedWithReturn = false
                if bytes[start] == UInt8(ascii: "\n") {
                    start += 1
                    continue
                }
            }
            var end = start
            while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r") { end += 1 }
            self.extendLine(bytes[start..<end])
            guard end < bytes.count, !self.isEndless else { break }
            self.endedWithReturn = bytes[end] == UInt8(ascii: "\r")
            start = end + 1
            if let event = self.endLine() { events.append(event) }
        }
        return events
    }

    /// Takes in bytes of a line.
    private mutating func extendLine(_ bytes: ArraySlice<UInt8>) {
        self.lineLength += bytes.count
        self.isEndless = self.eventLength + self.lineLength > self.limit * Self.endlessFactor
        let room = self.limit - self.line.count
        self.line.append(contentsOf: bytes.prefix(room))
        self.isLineCut = self.isLineCut || bytes.count > room
    }

    /// Does what a line says.
    ///
    /// - Returns: The event, where the line ends one.
    private mutating func endLine() -> Event? {
        var line = self.line[...]
        let isCut = self.isLineCut
        let length = self.lineLength
        if self.isFirstLine, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
        self.isFirstLine = false
        self.isLineCut = false
        self.lineLength = 0
        defer { self.line.removeAll(keepingCapacity: self.line.capacity <= 4096) }
        guard !line.isEmpty else { return self.endEvent() }
        // A comment.
        guard line.first != UInt8(ascii: ":") else { return nil }
        self.eventLength += length
        if isCut {
            self.skipEvent()
        } else {
            self.readField(line)
        }
        return nil
    }

    /// Reads a line that is a field.
    private mutating func readField(_ line: ArraySlice<UInt8>) {
        let colon = line.firstIndex(of: UInt8(ascii: ":")) ?? line.endIndex
        var value = line[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        let name = line[..<colon]
        if name.elementsEqual("data".utf8) {
            guard !self.isSkipping else { return }
            guard self.data.count + value.count <= self.limit else { return self.skipEvent() }
            self.data += value
            self.data.append(UInt8(ascii: "\n"))
        } else if name.elementsEqual("event".utf8) {
            self.type = Array(value)
        } else if name.elementsEqual("id".utf8) {
            if !value.contains(0) { self.identifier = String(decoding: value, as: UTF8.self) }
        } else if name.elementsEqual("retry".utf8) {
            self.readRetry(value)
        }
    }

    /// Reads the value of a `retry:` field: milliseconds, in digits alone.
    private mutating func readRetry(_ value: ArraySlice<UInt8>) {
        guard !value.isEmpty, value.allSatisfy({ (0x30...0x39).contains($0) }) else { return }
        let milliseconds = Int64(String(decoding: value, as: UTF8.self))
        self.retry = min(milliseconds.map { .milliseconds($0) } ?? Self.maximumRetry, Self.maximumRetry)
    }

    /// Ends an event: an empty line.
    private mutating func endEvent() -> Event? {
        self.lastEventID = self.identifier
        defer {
            self.data = []
            self.type = []
            self.isSkipping = false
            self.eventLength = 0
        }
        // Without a data field there is no event.
        guard !self.isSkipping, !self.data.isEmpty else { return nil }
        self.data.removeLast()
        return Event(type: String(decoding: self.type, as: UTF8.self), data: self.data)
    }

    /// Passes the event over.
    private mutating func skipEvent() {
        guard !self.isSkipping else { return }
        self.isSkipping = true
        self.skippedEvents += 1
        self.data = []
    }
}

extension EventSourceParser {
    /// Whether what begins like this can be an event stream, by its first line; nil where that line is not there yet.
    static func isPlausible(_ beginning: [UInt8]) -> Bool? {
        // Empty lines may come first, but not without end.
        guard beginning.count <= 4096 else { return false }
        var bytes = beginning[...]
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        // A read may end inside the byte order mark.
        if bytes.count < mark.count, mark.starts(with: bytes) { return nil }
        if bytes.starts(with: mark) { bytes = bytes.dropFirst(mark.count) }
        guard let first = bytes.first(where: { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }) else {
            return nil
        }
        // A comment.
        guard first != UInt8(ascii: ":") else { return true }
        let line = bytes.drop { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }.prefix {
            $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: ":")
        }
        let fields = ["data", "event", "id", "retry"]
        if line.endIndex < bytes.endIndex { return fields.contains { $0.utf8.elementsEqual(line) } }
        return fields.contains { $0.utf8.starts(with: line) } ? nil : false
    }
}
