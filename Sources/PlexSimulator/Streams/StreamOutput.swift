// SPDX-License-Identifier: Apache-2.0

/// One output on the connection of a stream.
enum StreamOutput: Hashable, Sendable {
    /// Bytes to send: an event of an EventSource or a message of a WebSocket, whole or in pieces of this size.
    case text([UInt8], pieces: Int?)
    /// The connection ends.
    case drop(StreamFault.Drop)
}

/// The receiver of the output of one stream.
typealias StreamSink = @Sendable ([StreamOutput]) -> Void
