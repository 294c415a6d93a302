// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// One frame of the live view. Its lines fit the rows and columns of the screen.
struct WatchFrame {
    /// The status of the servers.
    var servers: [ServerStatus]
    /// The screen.
    var size: Terminal.Size
    /// Colours.
    var paint: Paint

    /// One line, and the number of its activities.
    private struct Line {
        var text: String
        var activities = 0
    }

    /// The lines, from the top.
    var lines: [String] {
        let all = self.servers.flatMap(self.lines(of:))
        let hidden = self.servers.reduce(0) { $0 + $1.activityCount - $1.activities.count }
        guard all.count > self.size.rows || hidden > 0 else { return all.map(\.text) }
        let shown = all.prefix(self.size.rows - 1)
        let rest = all.dropFirst(shown.count).reduce(hidden) { $0 + $1.activities }
        let more = rest == 1 ? "and 1 more activity" : "and \(rest) more activities"
        return shown.map(\.text) + [self.paint(DisplayWidth.cut(more, to: self.size.columns), .faint)]
    }

    private func lines(of server: ServerStatus) -> [Line] {
        let table = ActivityTable(width: self.size.columns, paint: self.paint)
        let heading = Line(text: self.heading(of: server))
        guard !server.activities.isEmpty else {
            let words = server.state == "reachable" ? "no activities" : "activities unknown"
            return [heading, Line(text: self.paint(DisplayWidth.cut("  \(words)", to: self.size.columns), .faint))]
        }
        let order = server.activities.sorted { left, right in
            (left.type, left.sectionID ?? "", left.uuid) < (right.type, right.sectionID ?? "", right.uuid)
        }
        return [heading, Line(text: table.heading)] + order.map { Line(text: table.row($0), activities: 1) }
    }

    private func heading(of server: ServerStatus) -> String {
        let count = server.activityCount == 1 ? "1 activity" : "\(server.activityCount) activities"
        let version = server.version.map { ", Plex \(ScreenText.line($0, limit: 32))" } ?? ""
        let news =
            switch server.stream.state {
            case "open": ", live"
            case "closed": ", polling (no stream)"
            default: ", polling"
            }
        let failures = server.failures > 0 ? " for \(server.failures) polls" : ""
        let name = ScreenText.line(server.name, limit: 64)
        let state = server.state == "reachable" ? count : server.state + failures
        let text = DisplayWidth.cut("\(name): \(state)\(news)\(version)", to: self.size.columns)
        return self.paint(text, server.state == "reachable" || server.state == "starting" ? .strong : .bad)
    }
}
