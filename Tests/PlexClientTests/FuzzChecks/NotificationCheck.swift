// SPDX-License-Identifier: Apache-2.0

import PlexModel

@testable import PlexClient

/// What must hold for the decoding of a message, on a WebSocket as on an EventSource, whatever comes.
enum NotificationCheck {
    /// Which promise the decoder breaks on these bytes; nil where it keeps all of them.
    static func violation(in bytes: [UInt8]) -> String? {
        for type in [nil, "activity", "playing"] as [String?] {
            let notifications = Self.decode(type, bytes)
            if Self.decode(type, bytes) != notifications { return "twice it says two things" }
            guard let notifications else { continue }
            if Self.decode(type, bytes + [UInt8(ascii: "x")]) != nil { return "more than a document is read" }
            if Self.decode(type, Array(bytes.dropLast())).map({ $0 != notifications }) ?? false {
                return "less of a document says something else"
            }
            if let violation = self.violation(in: notifications) { return violation }
        }
        return nil
    }

    /// What a message says; nil where it cannot be read.
    private static func decode(_ type: String?, _ bytes: [UInt8]) -> [PlexNotification]? {
        try? NotificationDecoding.notifications(eventType: type, payload: bytes)
    }

    /// Which promise these notifications break.
    private static func violation(in notifications: [PlexNotification]) -> String? {
        // One more for a list of sessions beside that of activities.
        if notifications.count > Container.maximumRows + 1 { return "there are too many" }
        for notification in notifications {
            switch notification {
            case .activity(let news):
                if news.id.rawValue.isEmpty { return "it is about nobody" }
                guard let activity = news.activity else { continue }
                if activity.id != news.id { return "it is about two activities" }
                if let violation = ActivityCheck.violation(in: activity) { return violation }
            case .other(let type):
                // The repair of what is cut may need two bytes more than it replaces.
                if type.utf8.count > NotificationDecoding.maximumType + 8 { return "a type is too long" }
            case .playing:
                continue
            case .unreadable:
                return "a message that can be read is called unreadable"
            }
        }
        return nil
    }
}
