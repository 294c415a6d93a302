// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// The first line of a segment: everything needed to replay the segment alone.
///
/// A recording is a row of segments. One begins with each start of the daemon, with each file, and after a loss.
package struct RecordingHeader: Hashable, Sendable {
    /// The version of the format. This program writes and reads only this version.
    package static let currentFormat = 1

    /// The version of the program that recorded.
    package var program: String
    /// The boot of the instants, as 32 hexadecimal digits; empty where it is unknown.
    package var bootID: String
    /// Tells one run of the daemon from another.
    package var run: String
    /// The number of the segment in its run, from 1.
    package var sequence: Int
    /// Whether nothing was lost between the segment before this one in the same run and this one.
    package var continues: Bool
    /// The instant at which the segment begins.
    package var at: Instant
    /// The wall-clock time at that instant, in microseconds since 1970-01-01 00:00 UTC.
    package var wallMicroseconds: Int64
    /// Whether titles, subtitles and item keys are in the recording; otherwise hashes stand for them.
    package var showsTitles: Bool
    /// Whether the instants in the state are of the same boot as those of the segment.
    package var isSameBoot: Bool
    /// The state of the monitor when the segment began; nil for a monitor without state.
    package var state: SavedState?

    /// A header with these values.
    package init(
        program: String,
        bootID: String,
        run: String,
        sequence: Int = 1,
        continues: Bool = false,
        at: Instant,
        wallMicroseconds: Int64,
        showsTitles: Bool,
        isSameBoot: Bool = true,
        state: SavedState? = nil
    ) {
        self.program = program
        self.bootID = bootID
        self.run = run
        self.sequence = sequence
        self.continues = continues
        self.at = at
        self.wallMicroseconds = wallMicroseconds
        self.showsTitles = showsTitles
        self.isSameBoot = isSameBoot
        self.state = state
    }

    /// The wall-clock time at an instant of the segment, as long as that clock is not set.
    package func wallMicroseconds(at instant: Instant) -> Int64 {
        self.wallMicroseconds + self.at.duration(to: instant).wholeMicroseconds
    }

    /// Whether this segment goes on where another one ended.
    package func follows(_ other: RecordingHeader) -> Bool {
        self.continues && self.run == other.run && self.sequence == other.sequence + 1
    }
}
