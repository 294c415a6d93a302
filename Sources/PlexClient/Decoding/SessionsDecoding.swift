// SPDX-License-Identifier: Apache-2.0

import PlexModel

/// Decodes `{"MediaContainer":{"size":1,"Metadata":[{"sessionKey":"7","viewOffset":61000,"Player":{"state":"playing"},"TranscodeSession":{…}}]}}`.
enum SessionsDecoding {
    /// The sessions. A row that cannot be read is a session too: it plays something.
    ///
    /// - Throws: ``DecodingFailure`` also when the answer contradicts itself about its rows: how many play is unknown.
    static func sessions(_ bytes: [UInt8]) throws(DecodingFailure) -> [PlaybackSession] {
        var sessions: [PlaybackSession] = []
        try Container.readRows(bytes, container: "MediaContainer", list: "Metadata") {
            (reader) throws(DecodingFailure) in
            sessions.append(try Self.session(&reader))
        }
        return sessions
    }

    /// One session.
    private static func session(_ reader: inout JSONReader) throws(DecodingFailure) -> PlaybackSession {
        var session = PlaybackSession(key: "", state: .unknown, isTranscoding: false)
        guard try reader.peek() == .object else {
            try reader.skipValue()
            return session
        }
        var players = 0
        var playheads: Set<Duration?> = []
        try reader.open(.object)
        while let name = try reader.nextMember() {
            switch name {
            case "sessionKey":
                session.key = try reader.readScalar()?.lenientText ?? ""
            case "viewOffset":
                playheads.insert(Self.playhead(try reader.readScalar()))
            case "Player":
                let state = Self.state(try reader.readScalars(of: ["state"])["state"])
                // Two players in one session contradict each other.
                session.state = players == 0 || session.state == state ? state : .unknown
                players += 1
            case "TranscodeSession":
                guard try reader.peek() == .object else {
                    try reader.skipValue()
                    continue
                }
                let isTranscoding = Self.transcodes(
                    try reader.readScalars(of: ["videoDecision", "audioDecision"]))
                session.isTranscoding = session.isTranscoding || isTranscoding
            default:
                try reader.skipValue()
            }
        }
        // Two different positions contradict each other.
        session.playhead = playheads.count == 1 ? playheads.first ?? nil : nil
        return session
    }

    /// Where the player is in the item, in milliseconds; nil for an unreadable position.
    private static func playhead(_ value: JSONValue?) -> Duration? {
        guard let milliseconds = value?.lenientInteger, milliseconds >= 0 else { return nil }
        return .milliseconds(milliseconds)
    }

    /// What the player does.
    private static func state(_ value: JSONValue?) -> PlaybackSession.State {
        switch value {
        case .string("playing"): .playing
        case .string("buffering"): .buffering
        case .string("paused"): .paused
        default: .unknown
        }
    }

    /// Whether a transcode session changes video or audio: `copy` only changes what they are wrapped in. One that
    /// does not say is taken at its name.
    private static func transcodes(_ decisions: [String: JSONValue]) -> Bool {
        decisions.isEmpty || decisions.values.contains(.string("transcode"))
    }
}
