// SPDX-License-Identifier: Apache-2.0

/// How a server's notifications come.
public enum NotificationTransport: String, Hashable, Sendable, CaseIterable {
    /// `GET /:/eventsource/notifications?filters=activity,playing`: server-sent events. The server gives a sign of life
    /// every 10 to 15 seconds of its own accord.
    case eventSource = "eventsource"
    /// `/:/websockets/notifications`: a WebSocket (RFC 6455). The client asks for signs of life.
    case webSocket = "websocket"

    /// The path of the stream, as errors show it.
    var path: String {
        switch self {
        case .eventSource: "/:/eventsource/notifications"
        case .webSocket: "/:/websockets/notifications"
        }
    }

    /// What follows the path; the names of the notifications that are wanted are no secret.
    var query: String {
        switch self {
        case .eventSource: "?filters=activity,playing"
        case .webSocket: ""
        }
    }
}
