// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// The content of one line of a recording.
package enum RecordingItem: Hashable, Sendable {
    /// A segment begins.
    case segment(RecordingHeader)
    /// The monitor took this input at this instant.
    ///
    /// - Parameter isRepeated: whether it stands here again only for whoever replays the segment alone: the segment
    ///   before it has it already.
    case input(Input, at: Instant, isRepeated: Bool)
    /// So many inputs are missing here, because writing was too slow; a new segment follows.
    case lost(Int)
    /// The recording ends here, for this reason.
    case end(reason: String)
}
