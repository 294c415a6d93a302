// SPDX-License-Identifier: Apache-2.0

/// What is to be done on the connection of a stream.
enum StreamOutput: Hashable, Sendable {
    /// These bytes are sent: an EventSource's event, or a WebSocket's message; in pieces of so many bytes, or whole.
    case text([UInt8], pieces: Int?)
    /// The connection ends.
    case drop(StreamFault.Drop)
}

/// Where the output of one stream goes.
typealias StreamSink = @Sendable ([StreamOutput]) -> Void
