// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import ServiceJournal
import Systemd

/// `events`: shows the service's events from the journal.
struct EventsCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show the service's events from the journal.",
        discussion: """
            Entries of other programs are ignored, even if they have the same fields. Examples of times: "2026-11-22 \
            20:15", "2026-11-22T20:15:00Z", "today", "yesterday", "-1h", "2 days ago". JSON has the journal's field \
            names.

            Exits with 64 if a server is unknown to the configuration and the journal, with 77 if this user may not \
            read the journal, and with 69 if there is no journal. With --follow, it ends with 0 when the reader of its \
            output has gone, and by SIGINT or SIGTERM.
            """
    )

    /// The earliest time.
    @Option(parsing: .unconditional, help: ArgumentHelp("Show events at this time or later.", valueName: "time"))
    var since: String?

    /// The latest time.
    @Option(
        parsing: .unconditional, help: ArgumentHelp("Show events at this time or earlier.", valueName: "time"))
    var until: String?

    /// The events.
    @Option(
        help: ArgumentHelp("Show this event, such as stop-ineffective; repeatable.", valueName: "event"),
        completion: .list(EventKind.allCases.map(\.rawValue)))
    var event: [String] = []

    /// The rules.
    @Option(help: ArgumentHelp("Show events of this rule; repeatable.", valueName: "rule"))
    var rule: [String] = []

    /// The servers.
    @Option(help: ArgumentHelp("Show events of this server; repeatable.", valueName: "server"))
    var server: [String] = []

    /// The least urgent priority.
    @Option(
        help: ArgumentHelp(
            "Show events of this priority or a more urgent one: err, warning, notice, info or debug.",
            valueName: "priority"),
        completion: .list(["err", "warning", "notice", "info", "debug"]))
    var priority: String?

    /// The number of past events; nil for all of them, or for 10 with `--follow` alone.
    @Option(help: ArgumentHelp("Show this many past events at most; 10 with --follow alone.", valueName: "number"))
    var lines: Int?

    /// Whether to wait for new events.
    @Flag(help: "Show new events as they happen.")
    var follow = false

    /// The file with the cursor of the last run.
    @Option(
        help: ArgumentHelp(
            "Begin after the event whose cursor is in this file, and store the last event's cursor there.",
            valueName: "file"),
        completion: .file())
    var cursorFile: String?

    /// The cursor to begin after.
    @Option(help: ArgumentHelp("Begin after the event with this cursor; --json shows cursors.", valueName: "cursor"))
    var afterCursor: String?

    /// `--json`.
    @OptionGroup var json: JSONOption

    /// The journal.
    @OptionGroup var journal: JournalOptions

    /// Refuses contradictions and unknown words.
    func validate() throws {
        let names = EventKind.allCases.map(\.rawValue)
        for event in self.event where !names.contains(event) {
            throw ValidationError("there is no event '\(event)'; the events are: \(names.joined(separator: ", "))")
        }
        if let priority = self.priority, Priority(journalName: priority) == nil {
            throw ValidationError("'\(priority)' is not a priority; use err, warning, notice, info or debug")
        }
        if let lines = self.lines, lines < 0 { throw ValidationError("--lines must be 0 or more") }
        if self.follow, self.until != nil { throw ValidationError("give --until or --follow, not both") }
        if self.afterCursor != nil, self.cursorFile != nil {
            throw ValidationError("give --after-cursor or --cursor-file, not both")
        }
        _ = try TimeArgument.microseconds(self.since, of: "--since")
        _ = try TimeArgument.microseconds(self.until, of: "--until")
    }

    /// Shows the events.
    func run() async throws {
        try self.refuseUnknownServers()
        let selection = EventSelection(
            events: self.event, rules: self.rule, servers: self.server,
            priority: self.priority.flatMap(Priority.init(journalName:)),
            since: try TimeArgument.microseconds(self.since, of: "--since"),
            until: try TimeArgument.microseconds(self.until, of: "--until"))
        do {
            let cursorFile = self.cursorFile.map { CursorFile(path: $0) }
            let cursor = try self.afterCursor ?? cursorFile?.read()
            let events = try EventJournal(self.journal.source, unit: self.journal.unitName, selection: selection)
            // If this run shows no event, the next run still begins after the entries that this run has read. With
            // --until, this run does not read to the end.
            let looksAtAll = selection.until == nil
            let newest = cursorFile != nil && cursor == nil && looksAtAll ? try events.newestCursor() : nil
            try events.begin(at: self.beginning(cursor))
            var show = EventDisplay(json: self.json.isOn, follow: self.follow, cursorFile: cursorFile, unshown: newest)
            if let signal = try show.run(events) { ProcessSignal.end(by: signal) }
        } catch let error as JournalReaderError {
            throw error.exit()
        } catch let error as FileFailure {
            ControlExit.complain(error.description)
            throw error.exitCode
        }
    }

    /// Refuses a server that neither the configuration nor the journal names: its events would be an unexplained
    /// silence.
    private func refuseUnknownServers() throws {
        guard !self.server.isEmpty else { return }
        let configuration = try? ConfigurationLoader.load(from: .system)
        let names = configuration?.servers.map(\.name) ?? []
        for name in self.server where !names.contains(name) {
            do throws(JournalReaderError) {
                let events = try EventJournal(
                    self.journal.source, unit: self.journal.unitName, selection: EventSelection(servers: [name]))
                try events.begin(at: .first)
                if try events.next() != nil { continue }
            } catch {
                throw error.exit()
            }
            let known = names.isEmpty ? "" : "; the configuration names " + names.joined(separator: ", ")
            ControlExit.complain(
                "the journal has no event of a server called \(ScreenText.line(name, limit: 64))"
                    + ScreenText.line(known, limit: 400))
            throw ControlExit.usage
        }
    }

    private func beginning(_ cursor: String?) -> EventJournal.Beginning {
        if let cursor { return .after(cursor: cursor) }
        if let lines = self.lines { return .last(lines) }
        return self.follow && self.since == nil ? .last(10) : .first
    }
}

extension Priority {
    /// The priority with this name in `journalctl -p`; nil for another name.
    fileprivate init?(journalName: String) {
        let all: [Priority] = [.error, .warning, .notice, .info, .debug]
        guard let priority = all.first(where: { $0.name == journalName }) else { return nil }
        self = priority
    }
}
