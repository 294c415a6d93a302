// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ActivityPage
import ArgumentParser
import MonitorConfiguration
import ServiceFiles
import ServiceJournal
import Systemd

/// `report`: draws what ran when, from the journal.
struct ReportCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Draw what ran when, from the journal, as one HTML file.",
        discussion: """
            The page has a timeline, how long work usually takes, what was stuck, and what rules did or would have \
            done. It has no scripts, and loads nothing. It names media unless the configuration has titles = false, or \
            with --no-titles. The times are those of events --since.

            Exits with 64 if the journal has no event of a named server, with 77 if this user may not read the \
            journal, and with 69 if there is no journal.
            """
    )

    /// The earliest time.
    @Option(parsing: .unconditional, help: ArgumentHelp("Begin at this time; 7d is a week ago.", valueName: "time"))
    var since = "7d"

    /// The latest time.
    @Option(parsing: .unconditional, help: ArgumentHelp("End at this time; now by default.", valueName: "time"))
    var until: String?

    /// The servers.
    @Option(help: ArgumentHelp("Report on this server; repeatable.", valueName: "server"))
    var server: [String] = []

    /// The file to replace; nil for standard output.
    @Option(
        help: ArgumentHelp(
            "Replace this file, readable by its user and group, instead of printing.", valueName: "file"),
        completion: .file())
    var output: String?

    /// Whether to write only the timeline.
    @Flag(help: "Write the timeline alone, as an SVG file.")
    var svg = false

    /// Whether to leave out titles.
    @Flag(help: "Leave out the titles of media, as with titles = false.")
    var noTitles = false

    /// `--json`.
    @OptionGroup var json: JSONOption

    /// `--config`, for `titles`.
    @OptionGroup var config: ConfigurationOption

    /// The journal.
    @OptionGroup var journal: JournalOptions

    /// Refuses contradictions and unknown times.
    func validate() throws {
        if self.svg, self.json.isOn { throw ValidationError("give --svg or --json, not both") }
        _ = try self.span()
        if self.output == nil, !self.json.isOn, Terminal.isStandardOutput {
            throw ValidationError("a page is no text for a terminal: give --output FILE, or --json")
        }
    }

    /// Reads the journal and writes the report.
    func run() async throws {
        let span = try self.span()
        let report = try self.report(of: span)
        try self.refuseUnknownServers(report)
        let clock = PageClock(zone: .local, universal: .utc)
        let bytes: [UInt8]
        if self.json.isOn {
            bytes = Array((try JSONText.of(ReportJSON(report), isPretty: true) + "\n").utf8)
        } else if self.svg {
            bytes = StandaloneDrawing(report, clock: clock).bytes()
        } else {
            bytes =
                ReportPage(
                    report, clock: clock, maker: "plex-activityctl \(ProgramVersion.text)",
                    made: WallTime.now.microseconds
                )
                .bytes()
        }
        do {
            guard let path = self.output else { return try LineOutput.writeWhole(bytes) }
            do throws(FileError) {
                // It may name media: for its user and group, not for everybody.
                try AtomicFile(path: path, mode: 0o640, isSynced: false, writers: .several).replace(with: bytes)
            } catch {
                throw FileFailure.writing(path, number: error.number)
            }
        } catch let failure as FileFailure {
            ControlExit.complain(failure.description)
            throw failure.exitCode
        }
    }

    // MARK: - Reading

    private func span() throws -> TimeSpan {
        let now = WallTime.now.microseconds
        let begin = try TimeArgument.microseconds(self.since, of: "--since") ?? now
        let end = try TimeArgument.microseconds(self.until, of: "--until") ?? now
        guard begin < end else { throw ValidationError("--since must be earlier than --until") }
        return TimeSpan(begin, end)
    }

    /// The report of the journal's events.
    private func report(of span: TimeSpan) throws -> Report {
        let configuration = try? ConfigurationLoader.load(from: .named(self.config.directory))
        let showsTitles = !self.noTitles && configuration?.journal.showsTitles ?? true
        var collector = EventCollector()
        do throws(JournalReaderError) {
            let selection = EventSelection(servers: self.server, since: span.begin, until: span.end)
            let events = try EventJournal(self.journal.source, unit: self.journal.unitName, selection: selection)
            try events.begin(at: .first)
            while let entry = try events.next() {
                let event = PageEvent(at: entry.microseconds, showsTitles: showsTitles) { entry[$0] }
                if let event { collector.add(event) }
            }
        } catch {
            throw error.exit()
        }
        var report = collector.report(from: span.begin, until: span.end)
        let servers = (configuration?.servers ?? []).map { ($0.name, $0.pollInterval) }
        let intervals = Dictionary(servers) { first, _ in first }
        report.suggestions = SuggestedRule.suggestions(from: report, pollIntervals: intervals)
        return report
    }

    /// Refuses a server that neither the configuration nor the journal names: its empty report would be unexplained.
    private func refuseUnknownServers(_ report: Report) throws {
        let known = report.servers.map(\.name)
        let missing = self.server.filter { !known.contains($0) }
        guard !missing.isEmpty else { return }
        let configured = (try? ConfigurationLoader.load(from: .named(self.config.directory)))?.servers.map(\.name) ?? []
        guard let name = missing.first(where: { !configured.contains($0) }) else { return }
        ControlExit.complain(
            "the journal has no event of a server called \(ScreenText.line(name, limit: 64)) in this time")
        throw ControlExit.usage
    }
}

extension SuggestedRule {
    /// The suggestions from the runs of a report.
    fileprivate static func suggestions(
        from report: Report, pollIntervals: [String: Duration]
    ) -> [Report.Suggestion] {
        let history = report.servers.map { server in
            let runs = report.durations.filter { $0.kind.server == server.name }.map { usual in
                UsualRuns(
                    kind: usual.kind.work, count: usual.count, percentile95: .microseconds(usual.percentile95))
            }
            return (server: server.name, runs: runs)
        }
        return Self.suggestions(from: history, pollIntervals: pollIntervals)
            .map { Report.Suggestion(name: $0.name, text: $0.text) }
    }
}
