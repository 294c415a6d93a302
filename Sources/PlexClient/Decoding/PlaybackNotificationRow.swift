// SPDX-License-Identifier: Apache-2.0

import PlexModel

/// Decodes `{"sessionKey":"7","state":"stopped","viewOffset":61000,…}`, one row of `PlaySessionStateNotification`.
enum PlaybackNotificationRow {
    /// The news; nil for a row without a readable session and state, or with two different ones.
    static func read(_ reader: inout JSONReader) throws(DecodingFailure) -> PlaybackNotification? {
        guard try reader.peek() == .object else {
            try reader.skipValue()
            return nil
        }
        var key: JSONValue?
        var state: JSONValue?
        var isContradictory = false
        try reader.open(.object)
        while let name = try reader.nextMember() {
            switch name {
            case "sessionKey": isContradictory = try Self.read(&reader, into: &key) || isContradictory
            case "state": isContradictory = try Self.read(&reader, into: &state) || isContradictory
            default: try reader.skipValue()
            }
        }
        guard !isContradictory, let key = key?.lenientText, !key.isEmpty, key.utf8.count <= PathSegment.maximumLength,
            case .string(let word) = state,
            let state = PlaybackNotification.State(rawValue: word)
        else { return nil }
        return PlaybackNotification(key: key, state: state)
    }

    /// Reads the value of a member.
    ///
    /// - Returns: Whether the row has held another value under this name.
    private static func read(_ reader: inout JSONReader, into value: inout JSONValue?) throws(DecodingFailure) -> Bool {
        let found = try reader.readScalar() ?? .null
        defer { value = found }
        return value.map { $0 != found } ?? false
    }
}
