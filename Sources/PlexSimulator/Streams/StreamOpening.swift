// SPDX-License-Identifier: Apache-2.0

/// A request for a stream of notifications that the server grants.
struct StreamOpening: Hashable, Sendable {
    /// The framing of notifications.
    enum Framing: Hashable, Sendable {
        /// `GET /:/eventsource/notifications`
        case eventSource
        /// `GET /:/websockets/notifications`, upgraded to a WebSocket.
        case webSocket
    }

    /// The framing of notifications.
    var framing: Framing
    /// The requested path; faults find the stream by it.
    var path: String
    /// The types that the client wants.
    var filter: NotificationFilter
    /// The account of the client. Without administrator rights, it learns only of its own activities.
    var account: Account

    /// Whether a notification is for this client.
    func wants(_ message: NotificationMessage) -> Bool {
        guard self.filter.lets(message.type) else { return false }
        return self.account.isAdministrator || message.userID.map { $0 == self.account.userID } ?? true
    }
}

extension StreamOpening {
    /// The opening that a request asks for; nil for the path of no stream.
    init?(_ request: Request, account: Account) {
        switch request.segments {
        case [":", "eventsource", "notifications"]: self.framing = .eventSource
        case [":", "websockets", "notifications"], [":", "websocket", "notifications"]: self.framing = .webSocket
        default: return nil
        }
        self.path = request.path
        self.filter = NotificationFilter(request.query.first { $0.name == "filters" }?.value)
        self.account = account
    }
}
