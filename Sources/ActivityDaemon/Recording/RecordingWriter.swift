// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorRecording
import ServiceFiles

/// Writes a recording's lines: what the thread of a ``Recorder`` works with.
struct RecordingWriter {
    /// What is to be written.
    enum Entry: Sendable {
        /// A segment begins.
        case segment(RecordingHeader, MonitorSettings, RecordingContext)
        /// The monitor was told this.
        case input(Input, Instant)
        /// So many inputs are missing.
        case lost(Int)
    }

    private var encoder = RecordingEncoder()
    private var file: RecordingFile
    private var isOpen = false

    /// A writer to a file that is opened with the first segment.
    init(file: RecordingFile) {
        self.file = file
    }

    /// Writes an entry.
    ///
    /// - Returns: whether the file is full, so that a segment is to begin.
    mutating func write(_ entry: Entry) throws(FileError) -> Bool {
        switch entry {
        case .segment(let header, let settings, let context):
            if !self.isOpen { try self.file.open() }
            self.isOpen = true
            if self.file.isFull { try self.file.rotate() }
            for line in self.encoder.begin(header, under: settings, context: context) { try self.file.append(line) }
        case .input(let input, let instant):
            try self.file.append(self.encoder.line(of: input, at: instant))
        case .lost(let count):
            try self.file.append(RecordingEncoder.line(ofLost: count))
        }
        return self.file.isFull
    }

    /// Writes why nothing follows.
    mutating func end(because reason: String) {
        guard self.isOpen else { return }
        self.file.end(with: RecordingEncoder.line(ofEnd: reason))
    }
}
