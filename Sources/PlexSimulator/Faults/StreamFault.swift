// SPDX-License-Identifier: Apache-2.0

/// A fault on open streams of notifications.
package enum StreamFault: Hashable, Sendable {
    /// How a connection ends.
    package enum Drop: String, Hashable, Sendable, CaseIterable {
        /// An orderly end: the last chunk of the EventSource or the WebSocket's close frame, and then FIN.
        case end
        /// FIN without an orderly end.
        case close
        /// RST.
        case reset
    }

    /// Invented messages, which have no activity in the world.
    package struct Burst: Hashable, Sendable {
        /// The number of messages in a second; above zero.
        package var perSecond: Int
        /// The number of all messages; nil for no end.
        package var count: Int?
        /// The uuid in all messages; nil gives each message its own.
        package var uuid: String?

        /// A burst with these values.
        package init(perSecond: Int, count: Int? = nil, uuid: String? = nil) {
            self.perSecond = perSecond
            self.count = count
            self.uuid = uuid
        }
    }

    /// The connection ends.
    case drop(Drop)
    /// The server sends nothing, not even pings; afterwards it sends everything at once.
    case stall
    /// This many bytes of each message are replaced.
    case garble(bytes: Int)
    /// Each message comes this many times.
    case duplicate(times: Int)
    /// Messages wait until there are this many, or until a ping is due; then they come in reverse.
    case reorder(group: Int)
    /// Each message comes this much later; other messages overtake it.
    case lag(Duration)
    /// The server sends no pings.
    case noPings
    /// The server does not answer a WebSocket client's pings.
    case noPongs
    /// Messages come in pieces of this many bytes: frames of a WebSocket, chunks of an EventSource.
    case fragment(bytes: Int)
    /// The server also sends invented notifications.
    case burst(Burst)

    /// The name of the fault in a scenario file.
    package var name: String {
        switch self {
        case .drop: "drop"
        case .stall: "stall"
        case .garble: "garble"
        case .duplicate: "duplicate"
        case .reorder: "reorder"
        case .lag: "lag"
        case .noPings: "no-pings"
        case .noPongs: "no-pongs"
        case .fragment: "fragment"
        case .burst: "burst"
        }
    }
}
