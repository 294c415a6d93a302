// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// One line of `--output json`.
struct DaemonEvent: Hashable, Sendable {
    /// The fields by their names.
    let fields: [String: String]

    /// The event of a line; nil for a line that is none.
    init?(line: String) {
        guard let fields = try? JSONDecoder().decode([String: String].self, from: Data(line.utf8)) else { return nil }
        self.fields = fields
    }

    /// A field, nil where it is not set.
    subscript(name: String) -> String? { self.fields[name] }

    /// Its name, such as `started`.
    var name: String { self["PLEX_EVENT"] ?? "" }
    /// The uuid of the activity that it is about.
    var uuid: String? { self["PLEX_ACTIVITY_UUID"] }
    /// Why.
    var reason: String? { self["PLEX_REASON"] }
    /// The message.
    var message: String { self["MESSAGE"] ?? "" }
    /// How long the activity has been seen.
    var age: Duration { .microseconds(self["PLEX_AGE_USEC"].flatMap { Int64($0) } ?? -1) }
    /// When it was written, on the wall's clock since 1970.
    var time: Duration { .microseconds(self["__REALTIME_TIMESTAMP"].flatMap { Int64($0) } ?? 0) }
}
