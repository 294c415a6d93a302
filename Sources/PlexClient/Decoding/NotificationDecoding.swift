// SPDX-License-Identifier: Apache-2.0

import PlexModel

/// Decodes the messages of both streams:
/// `{"NotificationContainer":{"type":"activity","size":1,"ActivityNotification":[{…}]}}` on a WebSocket, and
/// `{"ActivityNotification":{…}}` with the type in the `event:` line on an EventSource.
///
/// Either shape is read on either stream, and an object where an array belongs as well as the reverse.
enum NotificationDecoding {
    /// How many bytes of a type are kept; those in use have thirty at most.
    static let maximumType = 128

    /// How many sessions of one message are kept: a server of a thousand viewers names one at a time.
    static let maximumPlaybacks = 1_000

    /// What a message says, in its order.
    ///
    /// - Throws: ``DecodingFailure`` when it cannot be read at all.
    static func notifications(of message: StreamMessage) throws(DecodingFailure) -> [PlexNotification] {
        try Self.notifications(eventType: message.eventType, payload: message.payload)
    }

    /// What a message says, in its order.
    ///
    /// - Parameters:
    ///   - eventType: The type that the frame around the JSON names; nil or empty where it names none.
    ///   - payload: The JSON.
    static func notifications(
        eventType: String?, payload: [UInt8]
    ) throws(DecodingFailure) -> [PlexNotification] {
        var content = NotificationContent(type: eventType.flatMap { $0.isEmpty ? nil : $0 })
        // Keeps a stream alive, and says nothing.
        if content.type == "ping" { return [] }
        var reader = JSONReader(payload)
        guard try reader.peek() == .object else {
            try reader.skipValue()
            throw .unreadable("it is no object")
        }
        try reader.open(.object)
        while let name = try reader.nextMember() {
            if name == "NotificationContainer", try reader.peek() == .object {
                try reader.open(.object)
                while let name = try reader.nextMember() {
                    try content.read(name, &reader)
                }
            } else {
                try content.read(name, &reader)
            }
        }
        try reader.finish()
        return try content.notifications()
    }
}

/// What has been read of a message.
private struct NotificationContent {
    /// The type, as the frame or the container names it.
    var type: String?
    /// Whether the container names more than one type.
    private var isContradictory = false
    /// The news of activities.
    private var activities: [PlexNotification] = []
    /// Whether there is a list of them.
    private var namesActivities = false
    /// The news of sessions that could be read.
    private var playbacks: [PlaybackNotification] = []
    /// Whether there is a list of sessions.
    private var namesSessions = false
    /// How many values Contexts and Responses may still hold.
    private var budget = ActivitiesDecoding.valueBudget

    /// Nothing yet.
    init(type: String?) {
        self.type = type
    }

    /// Reads one member of the container, or of a message without one.
    mutating func read(_ name: String, _ reader: inout JSONReader) throws(DecodingFailure) {
        switch name {
        case "type":
            guard let text = try reader.readScalar()?.identifier else { return }
            self.isContradictory = self.isContradictory || self.type.map { $0 != text } ?? false
            self.type = self.type ?? text
        case "ActivityNotification":
            self.namesActivities = true
            try Self.readList(&reader) { (reader) throws(DecodingFailure) in try self.readRow(&reader) }
        case "PlaySessionStateNotification":
            self.namesSessions = true
            try self.readPlaybacks(&reader)
        default:
            try reader.skipValue()
        }
    }

    /// Reads the news of sessions: a list, or one without it.
    private mutating func readPlaybacks(_ reader: inout JSONReader) throws(DecodingFailure) {
        try Self.readList(&reader) { (reader) throws(DecodingFailure) in
            guard let playback = try PlaybackNotificationRow.read(&reader) else { return }
            if self.playbacks.count < NotificationDecoding.maximumPlaybacks { self.playbacks.append(playback) }
        }
    }

    /// Reads a list of rows, or a single row without its array.
    private static func readList(
        _ reader: inout JSONReader, row: (inout JSONReader) throws(DecodingFailure) -> Void
    ) throws(DecodingFailure) {
        guard try reader.peek() == .array else { return try row(&reader) }
        var count = 0
        try reader.open(.array)
        while try reader.nextElement() {
            count += 1
            guard count <= Container.maximumRows else {
                throw .unreadable("it holds more than \(Container.maximumRows) rows")
            }
            try row(&reader)
        }
    }

    /// Reads the news of one activity.
    private mutating func readRow(_ reader: inout JSONReader) throws(DecodingFailure) {
        let notification = try ActivityNotificationRow.read(&reader, budget: &self.budget)
        self.activities.append(notification.map { .activity($0) } ?? .other(type: "activity"))
    }

    /// What the message says.
    ///
    /// - Throws: ``DecodingFailure`` for one that does not say what it is about.
    func notifications() throws(DecodingFailure) -> [PlexNotification] {
        guard !self.isContradictory else { throw .unreadable("it names two types") }
        switch self.type {
        case "activity": return self.activities.isEmpty ? [.other(type: "activity")] : self.activities
        case "playing": return [.playing(self.playbacks)]
        case "ping": return []
        case let type?:
            return [.other(type: String(decoding: type.utf8.prefix(NotificationDecoding.maximumType), as: UTF8.self))]
        case nil:
            let sessions: [PlexNotification] = self.namesSessions ? [.playing(self.playbacks)] : []
            guard self.namesActivities || self.namesSessions else { throw .unreadable("it names no type") }
            return self.activities + sessions
        }
    }
}

/// Decodes `{"event":"updated","uuid":"…","Activity":{…}}`.
enum ActivityNotificationRow {
    /// The news; nil for what does not say, or says in two ways, which activity it is about or what became of it.
    static func read(_ reader: inout JSONReader, budget: inout Int) throws(DecodingFailure) -> ActivityNotification? {
        guard try reader.peek() == .object else {
            try reader.skipValue()
            return nil
        }
        var event: JSONValue?
        var uuid: JSONValue?
        var activity: Activity?
        var activities = 0
        var isContradictory = false
        try reader.open(.object)
        while let name = try reader.nextMember() {
            switch name {
            case "event":
                let value = try reader.readScalar() ?? .null
                isContradictory = isContradictory || event.map { $0 != value } ?? false
                event = value
            case "uuid":
                let value = try reader.readScalar() ?? .null
                isContradictory = isContradictory || uuid.map { $0 != value } ?? false
                uuid = value
            case "Activity":
                let value = try ActivityRow.read(&reader, budget: &budget)
                activities += 1
                // Nothing tells which of two different values is true.
                activity = activities == 1 || value == activity ? value : nil
            default:
                try reader.skipValue()
            }
        }
        guard !isContradictory, case .string(let word) = event,
            let change = ActivityNotification.Change(rawValue: word)
        else { return nil }
        // Where only the values say which activity it is, they are believed; where both do and differ, the message's
        // word.
        guard let id = uuid == nil ? activity?.id : uuid?.identifier.map(ActivityID.init(_:)) else { return nil }
        return ActivityNotification(id: id, change: change, activity: activity?.id == id ? activity : nil)
    }
}
