// SPDX-License-Identifier: Apache-2.0

import PlexModel

/// Decodes `{"MediaContainer":{"size":1,"Metadata":[{"sessionKey":"7","Player":{"state":"playing"},"TranscodeSession":{…}}]}}`.
enum SessionsDecoding {
    /// The sessions. A row of which nothing can be read is a session too: somebody plays something.
    static func sessions(_ bytes: [UInt8]) throws(DecodingFailure) -> [PlaybackSession] {
        var sessions: [PlaybackSession] = []
        try Container.read(bytes, name: "MediaContainer") { (reader, name) throws(DecodingFailure) in
            guard name == "Metadata" else { return try reader.skipValue() }
            try reader.readRows(name) { (reader) throws(DecodingFailure) in
                sessions.append(try Self.session(&reader))
            }
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
        try reader.open(.object)
        while let name = try reader.nextMember() {
            switch name {
            case "sessionKey":
                session.key = try reader.readScalar()?.lenientText ?? ""
            case "Player":
                session.state = Self.state(try reader.readScalars(of: ["state"])["state"])
            case "TranscodeSession":
                guard try reader.peek() == .object else {
                    try reader.skipValue()
                    continue
                }
                session.isTranscoding = Self.transcodes(
                    try reader.readScalars(of: ["videoDecision", "audioDecision"]))
            default:
                try reader.skipValue()
            }
        }
        return session
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
