// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// An activity as a line for people or programs, without control characters.
struct ActivityRow {
    private let cells: [String]
    private let members: [JSONValue.Member]

    /// The row of an activity; title and subtitle are left out where titles are hidden.
    init(server: String, activity: Activity, showsTitles: Bool) {
        let texts = showsTitles ? [activity.title, activity.subtitle].filter { !$0.isEmpty } : []
        self.cells = [
            ScreenText.line(server, limit: 64),
            ScreenText.line(activity.id.rawValue, limit: 128),
            ScreenText.line(activity.type.rawValue, limit: 64),
            activity.progress.percentage.map { "\(Int($0)) %" } ?? "-",
            activity.sectionID.map { ScreenText.line($0.rawValue, limit: 16) } ?? "-",
            ScreenText.line(texts.joined(separator: ": "), limit: 120),
        ]
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

    /// The row as one JSON object, with control characters escaped.
    var json: String { JSONText.escaped(JSONValue.object(self.members).text) }

    /// The rows as a table with a heading.
    static func table(_ rows: [ActivityRow], width: Int?, _ paint: Paint) -> [String] {
        TextTable(
            heading: ["SERVER", "UUID", "TYPE", "PROGRESS", "SECTION", "TITLE"], rows: rows.map(\.cells), width: width
        ).lines(paint)
    }
}
