// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import PlexModel
package import ServiceFiles

/// How events become lines of text.
package enum LineFormat: Hashable, Sendable {
    /// `2026-11-22 20:15:03 notice stop-requested home: …`, coloured by priority or not.
    case text(isColoured: Bool)
    /// One JSON object with the journal's field names, each value a string, as `journalctl -o json` has them.
    case json

    /// The line of an event, without a line break.
    package func line(_ event: Event, at time: WallTime) -> String {
        switch self {
        case .text(let isColoured): Self.text(event, at: time, isColoured: isColoured)
        case .json: Self.json(event, at: time)
        }
    }

    /// The line in place of so many lines that were not read in time; in JSON with the field
    /// `JOURNAL_LOST` that the journal has for the same.
    package func lossNotice(of count: Int, at time: WallTime) -> String {
        let message = "\(count) lines are missing here, because they were not read in time"
        switch self {
        case .text: return "\(time.localText) \(Priority.warning.name) \(message)"
        case .json:
            return JSONValue.object([
                .init("__REALTIME_TIMESTAMP", .string(String(time.microseconds))),
                .init("SYSLOG_IDENTIFIER", .string(ProgramIdentity.syslogIdentifier)),
                .init("PRIORITY", .string(String(Priority.warning.rawValue))),
                .init("MESSAGE", .string(message)),
                .init("JOURNAL_LOST", .string(String(count))),
            ]).text
        }
    }

    private static func text(_ event: Event, at time: WallTime, isColoured: Bool) -> String {
        // Messages about a server itself begin with its name already.
        let name = event[.server].map { "\($0.printable(limit: 64)): " } ?? ""
        let server = event.message.hasPrefix(name) ? "" : name
        // The core has made the message printable; what a line breaks on is checked again because all of it ends up on a terminal.
        let line =
            "\(time.localText) \(event.priority.name) \(event.kind.rawValue) \(server)"
            + event.message.printable(limit: 4000)
        guard isColoured, let colour = event.priority.colour else { return line }
        return "\u{1B}[\(colour)m\(line)\u{1B}[0m"
    }

    private static func json(_ event: Event, at time: WallTime) -> String {
        var members: [JSONValue.Member] = [
            .init("__REALTIME_TIMESTAMP", .string(String(time.microseconds))),
            .init("SYSLOG_IDENTIFIER", .string(ProgramIdentity.syslogIdentifier)),
            .init("PRIORITY", .string(String(event.priority.rawValue))),
            .init("MESSAGE_ID", .string(event.kind.messageID)),
            .init("MESSAGE", .string(event.message)),
        ]
        members += event.fields.map { JSONValue.Member($0.name.rawValue, .string($0.value)) }
        return JSONValue.object(members).text
    }
}

/// Writes each event as one line to standard output.
package struct LineEventSink: EventSink {
    private let format: LineFormat
    private let writer: LineWriter
    private let time: @Sendable () -> WallTime

    /// A sink that writes lines of this format.
    package init(format: LineFormat, writer: LineWriter, time: @escaping @Sendable () -> WallTime = { WallTime.now }) {
        self.format = format
        self.writer = writer
        self.time = time
    }

    /// Takes an event.
    package func write(_ event: Event, whenGone: @escaping @Sendable (_ isTold: Bool) -> Void) {
        self.writer.write(self.format.line(event, at: self.time()), whenGone: whenGone)
    }

    /// Counts a line that is missing.
    package func lose(_ event: Event) {
        self.writer.lose()
    }

    /// Waits for the reader of standard output.
    package func flush(upTo limit: Duration) async {
        await self.writer.flush(upTo: limit)
    }
}
