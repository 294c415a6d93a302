// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// An activity as a line for people or programs; nothing in it can move a terminal's cursor.
struct ActivityRow {
    private let server: String
    private let uuid: String
    private let type: String
    private let progress: String
    private let section: String
    private let title: String
    private let members: [JSONValue.Member]

    /// The row of an activity; without title and subtitle where they are not to be shown.
    init(server: String, activity: Activity, showsTitles: Bool) {
        self.server = server.printable(limit: 64)
        self.uuid = activity.id.rawValue.printable(limit: 128)
        self.type = activity.type.rawValue.printable(limit: 64)
        self.progress = activity.progress.percentage.map { "\(Int($0)) %" } ?? "-"
        self.section = activity.sectionID?.rawValue.printable(limit: 16) ?? "-"
        let texts = showsTitles ? [activity.title, activity.subtitle].filter { !$0.isEmpty } : []
        self.title = texts.joined(separator: ": ").printable(limit: 120)
        var members: [JSONValue.Member] = [
            .init("server", .string(server)), .init("uuid", .string(activity.id.rawValue)),
            .init("type", .string(activity.type.rawValue)),
            .init("progress", activity.progress.percentage.map(JSONValue.number) ?? .null),
            .init("cancellable", activity.isCancellable.map(JSONValue.bool) ?? .null),
            .init("section", activity.sectionID.map { .string($0.rawValue) } ?? .null),
        ]
        if showsTitles {
            members += [.init("title", .string(activity.title)), .init("subtitle", .string(activity.subtitle))]
        }
        self.members = members
    }

    /// The row as one JSON object, in which control characters are escaped.
    var json: String { JSONValue.object(self.members).text }

    /// Rows below a heading, in columns.
    static func table(_ rows: [ActivityRow]) -> String {
        let heading = ["SERVER", "UUID", "TYPE", "PROGRESS", "SECTION", "TITLE"]
        let cells = [heading] + rows.map { [$0.server, $0.uuid, $0.type, $0.progress, $0.section, $0.title] }
        let widths = heading.indices.map { column in cells.map { $0[column].count }.max() ?? 0 }
        return cells.map { row in
            let padded = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
            return String(padded.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
        }.joined(separator: "\n")
    }
}
