// SPDX-License-Identifier: Apache-2.0

/// Something that goes wrong on streams of notifications which are open.
package enum StreamFault: Hashable, Sendable {
    /// How a connection ends.
    package enum Drop: String, Hashable, Sendable, CaseIterable {
        /// In order: the last chunk of the EventSource, the WebSocket's close frame, then FIN.
        case end
        /// FIN without a farewell.
        case close
        /// RST.
        case reset
    }

    /// Messages that the world knows nothing of.
    package struct Burst: Hashable, Sendable {
        /// How many there are in a second; above zero.
        package var perSecond: Int
        /// How many there are in all; nil means without end.
        package var count: Int?
        /// The uuid that all of them are about; nil gives each its own.
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
    /// Nothing is sent, not even pings; afterwards everything comes at once.
    case stall
    /// So many bytes of each message are replaced.
    case garble(bytes: Int)
    /// Each message comes so many times.
    case duplicate(times: Int)
    /// Messages are held back until there are so many, or a ping is due, and come in reverse.
    case reorder(group: Int)
    /// Each message comes so much later; those that are not late overtake it.
    case lag(Duration)
    /// No pings are sent.
    case noPings
    /// The client's pings are not answered on a WebSocket.
    case noPongs
    /// Messages come in pieces of so many bytes: a WebSocket's frames, an EventSource's chunks.
    case fragment(bytes: Int)
    /// Made-up notifications are sent as well.
    case burst(Burst)

    /// The fault's name in a scenario file.
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
