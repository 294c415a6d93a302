// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials

/// One line of `--output json`.
struct DaemonEvent: Hashable, Sendable {
    /// The fields by their names.
    let fields: [String: String]

    /// The event in a line; nil for another line.
    init?(line: String) {
        guard let fields = try? JSONDecoder().decode([String: String].self, from: Data(line.utf8)) else { return nil }
        self.fields = fields
    }

    /// A field; nil without this field.
    subscript(name: String) -> String? { self.fields[name] }

    /// Its name, such as `started`.
    var name: String { self["PLEX_EVENT"] ?? "" }
    /// The uuid of the activity.
    var uuid: String? { self["PLEX_ACTIVITY_UUID"] }
    /// The reason.
    var reason: String? { self["PLEX_REASON"] }
    /// The message.
    var message: String { self["MESSAGE"] ?? "" }
    /// The age of the activity.
    var age: Duration { .microseconds(self["PLEX_AGE_USEC"].flatMap { Int64($0) } ?? -1) }
    /// The wall-clock time of the event, since 1970.
    var time: Duration { .microseconds(self["__REALTIME_TIMESTAMP"].flatMap { Int64($0) } ?? 0) }
}
