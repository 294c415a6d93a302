// SPDX-License-Identifier: Apache-2.0

/// One message of a stream, before it is decoded.
struct StreamMessage: Hashable, Sendable {
    /// What the `event:` line of an EventSource said; nil on a WebSocket.
    var eventType: String?
    /// The JSON.
    var payload: [UInt8]
}
