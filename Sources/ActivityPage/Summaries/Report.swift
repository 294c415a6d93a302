// SPDX-License-Identifier: Apache-2.0
private import ActivityMonitor

/// What ran in a time, and what came of it: the content of the report, apart from its looks.
package struct Report: Sendable {
    /// The largest number of timeline rows of one server; the rest shares a last row.
    package static let rowLimit = 40
    /// The largest number of notable moments that are listed.
    package static let notableLimit = 200

    /// A row of the timeline: the work of one library, or of one type outside of libraries.
    package struct Row: Sendable {
        /// The name of the library; nil for a row of one type, and for the row of the rest.
        package var section: String?
        /// The type; nil for a row of a library, and for the row of the rest.
        package var type: String?
        /// The runs, by their index, in the order of their beginnings.
        package var runs: [Int]
        /// The marks in the order of time.
        package var marks: [Mark]
    }

    /// The rows of one server.
    package struct Server: Sendable {
        /// The configured name.
        package var name: String
        /// The rows: libraries by name, then types.
        package var rows: [Row]
        /// The outages and restarts in the order of time.
        package var interruptions: [Interruption]
    }

    /// A proposal of `plex-activityctl suggest`.
    package struct Suggestion: Sendable, Encodable {
        /// The name of the rule.
        package var name: String
        /// The rule as TOML.
        package var text: String

        /// A proposal.
        package init(name: String, text: String) {
            self.name = name
            self.text = text
        }
    }

    /// The time of the report.
    package var span: TimeSpan
    /// The runs; rows and marks hold indices of it.
    package var runs: [WorkRun]
    /// The servers by name.
    package var servers: [Server]
    /// How long work usually takes.
    package var durations: [UsualDuration]
    /// The work that was stuck most often.
    package var stalls: [StallRecord]
    /// What the rules did, by name.
    package var rules: [RuleRecord]
    /// The marks, newest first.
    package var notable: [Mark]
    /// The number of marks of each kind.
    package var markCounts: [Mark.Kind: Int]
    /// The names of sections, by server and key.
    package var sectionNames: [String: [String: String]]
    /// The number of events it was made from.
    package var eventCount: Int
    /// The number of runs that were left out.
    package var droppedRuns: Int
    /// The proposals of `suggest`.
    package var suggestions: [Suggestion] = []

    /// The name of a section: as the server calls it, else its key.
    func sectionName(_ id: String, on server: String) -> String {
        self.sectionNames[server]?[id] ?? English.section(id)
    }

    /// The runs of the report in words: type and library.
    func name(of kind: WorkRow) -> String {
        let type = English.type(kind.type)
        return kind.sectionID.map { English.work(type, self.sectionName($0, on: kind.server)) } ?? type
    }
}

extension EventCollector {
    /// The report of a time. Runs that ended before it or begin after it are left out.
    package func report(from begin: Int64, until end: Int64) -> Report {
        let span = TimeSpan(begin, end)
        let marks = self.marks.filter { (begin...max(begin, end)).contains($0.at) }
        let isShown = self.runs.map { $0.span(until: end).clipped(to: span) != nil }
        var counts: [Mark.Kind: Int] = [:]
        for mark in marks { counts[mark.kind, default: 0] += 1 }
        return Report(
            span: span, runs: self.runs,
            servers: self.servers.sorted().map { self.server($0, isShown: isShown, marks: marks, span: span) },
            durations: UsualDuration.all(of: self.runs, within: span),
            stalls: StallRecord.all(of: self.runs, within: span),
            rules: self.rules.values.filter { $0.last >= begin }.sorted { $0.name < $1.name },
            notable: Array(marks.reversed().prefix(Report.notableLimit)), markCounts: counts,
            sectionNames: self.sectionNames, eventCount: self.eventCount, droppedRuns: self.droppedRuns)
    }

    private struct RowKey: Hashable {
        var section: String?
        var type: String?
    }

    private func server(_ name: String, isShown: [Bool], marks: [Mark], span: TimeSpan) -> Report.Server {
        var rows: [RowKey: Report.Row] = [:]
        var work: [RowKey: Int64] = [:]
        func key(_ run: WorkRun) -> RowKey {
            guard let id = run.sectionID else { return RowKey(type: run.type) }
            return RowKey(section: self.sectionNames[name]?[id] ?? English.section(id))
        }
        for (index, run) in self.runs.enumerated() where isShown[index] && run.server == name {
            let key = key(run)
            rows[key, default: Report.Row(section: key.section, type: key.type, runs: [], marks: [])].runs.append(index)
            work[key, default: 0] += run.span(until: span.end).clipped(to: span)?.length ?? 0
        }
        for mark in marks where isShown[mark.run] && self.runs[mark.run].server == name {
            rows[key(self.runs[mark.run])]?.marks.append(mark)
        }
        // The rows with the most work keep a row of their own.
        let ranked = rows.keys.sorted { left, right in
            let (leftWork, rightWork) = (work[left] ?? 0, work[right] ?? 0)
            return leftWork == rightWork ? Self.precedes(left, right) : leftWork > rightWork
        }
        var shown = ranked.prefix(Report.rowLimit).sorted(by: Self.precedes).compactMap { rows[$0] }
        let rest = ranked.dropFirst(Report.rowLimit).compactMap { rows[$0] }
        if !rest.isEmpty {
            shown.append(
                Report.Row(
                    runs: rest.flatMap(\.runs), marks: rest.flatMap(\.marks).sorted { $0.at < $1.at }))
        }
        for index in shown.indices {
            shown[index].runs.sort { (self.runs[$0].begin, $0) < (self.runs[$1].begin, $1) }
        }
        return Report.Server(
            name: name, rows: shown,
            interruptions: self.interruptions(of: name, until: span.end).filter { $0.span.clipped(to: span) != nil })
    }

    /// Libraries come before types, each in the order of names.
    private static func precedes(_ left: RowKey, _ right: RowKey) -> Bool {
        let (leftType, rightType) = (left.section == nil, right.section == nil)
        if leftType != rightType { return rightType }
        return (left.section ?? "", left.type ?? "") < (right.section ?? "", right.type ?? "")
    }
}
