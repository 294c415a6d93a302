// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Shows events until there are no more, or until somebody ends it.
struct EventDisplay {
    /// Whether to print JSON.
    var json: Bool
    /// Whether to go on with events as they happen.
    var follow: Bool
    /// Where to note how far it came.
    var cursorFile: CursorFile?
    /// The cursor to note if nothing is shown.
    var unshown: String?

    /// Shows the events from where the journal stands; returns the signal that ended it.
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
