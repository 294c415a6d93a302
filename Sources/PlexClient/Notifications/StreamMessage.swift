// SPDX-License-Identifier: Apache-2.0

/// One message of a stream, before it is decoded.
struct StreamMessage: Hashable, Sendable {
    /// What the `event:` line of an EventSource said; nil on a WebSocket.
    var eventType: String?
    /// The JSON.
    var payload: [UInt8]

    /// What stands for a message that was longer than the limit: it cannot be read either.
    static let tooLong = StreamMessage(eventType: nil, payload: [])
}
