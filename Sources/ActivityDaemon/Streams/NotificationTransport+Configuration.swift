// SPDX-License-Identifier: Apache-2.0
package import MonitorConfiguration
package import PlexClient

extension NotificationTransport {
    /// The transport that a configuration asks for; nil where it wants no notifications.
    package init?(_ notifications: ServerConfiguration.Notifications) {
        switch notifications {
        case .eventsource: self = .eventSource
        case .websocket: self = .webSocket
        case .none: return nil
        }
    }
}
