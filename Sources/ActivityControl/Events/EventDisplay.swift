// SPDX-License-Identifier: Apache-2.0
import PlexModel
import ServiceJournal

/// Shows events to the end of the journal, or follows it until a signal.
struct EventDisplay {
    /// Whether to print JSON.
    var json: Bool
    /// Whether to wait for new events at the end of the journal.
    var follow: Bool
    /// The file for the last cursor; nil for no file.
    var cursorFile: CursorFile?
    /// The cursor to store if no event is shown.
    var unshown: String?

    /// Shows the events from the journal's current place.
    ///
    /// - Returns: the signal that ended the display; nil for another end.
    mutating func run(_ events: EventJournal) throws -> Int32? {
        let signals = self.follow ? EndSignals() : nil
        var output = LineOutput()
        do {
            let table = EventTable(isColoured: Paint.forStandardOutput().isOn)
            if !self.json, Terminal.isStandardOutput { try output.write(table.heading) }
            while true {
                var last: String?
                while let event = try events.next() {
                    try output.write(self.json ? JSONText.escaped(event.json.text) : table.line(event))
                    last = event.cursor
                    guard let signal = signals?.received else { continue }
                    try output.flush()
                    try self.note(event.cursor)
                    return signal
                }
                try output.flush()
                if let cursor = last ?? self.unshown { try self.note(cursor) }
                self.unshown = nil
                guard self.follow else { return nil }
                try events.wait(besides: [output.hangUp] + (signals.map { [$0.arrival] } ?? []))
                if let signal = signals?.received { return signal }
                if output.isClosed { return nil }
            }
        } catch is LineOutput.Closed {
            return nil
        }
    }

    private func note(_ cursor: String) throws {
        try self.cursorFile?.write(cursor)
    }
}
