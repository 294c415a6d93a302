// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import Systemd

/// `events`: what happened, from the journal.
struct EventsCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show what happened, from the journal.",
        discussion: """
            Only entries of the service itself count, not those of somebody else who writes the same fields. Times are \
            such as "2026-11-22 20:15", "2026-11-22T20:15:00Z", "today", "yesterday", "-1h" or "2 days ago".

            Exits with 77 if the journal may not be read, and with 69 if there is none. With --follow it ends with 0 when \
            nobody reads its output any more, and by SIGINT or SIGTERM when it gets one.
            """
    )

    /// The earliest time.
    @Option(parsing: .unconditional, help: ArgumentHelp("Show what happened at this time or later.", valueName: "time"))
    var since: String?

    /// The latest time.
    @Option(
        parsing: .unconditional, help: ArgumentHelp("Show what happened at this time or before.", valueName: "time"))
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

    /// How many to begin with.
    @Option(help: ArgumentHelp("Show the last so many events at most; 10 with --follow alone.", valueName: "number"))
    var lines: Int?

    /// Whether to go on.
    @Flag(help: "Go on with events as they happen.")
    var follow = false

    /// Where to note how far it came.
    @Option(
        help: ArgumentHelp(
            "Begin after the event whose cursor is in this file, and note the last one shown there.",
            valueName: "file"),
        completion: .file())
    var cursorFile: String?

    /// The cursor to begin after.
    @Option(help: ArgumentHelp("Begin after the event with this cursor, as --json shows them.", valueName: "cursor"))
    var afterCursor: String?

    /// Whether to print JSON.
    @Flag(help: "Print one JSON object for each event, with the journal's field names.")
    var json = false

    /// The journal.
    @OptionGroup var journal: JournalOptions

    /// Checks what cannot be meant.
    func validate() throws {
        let names = EventKind.allCases.map(\.rawValue)
        for event in self.event where !names.contains(event) {
            throw ValidationError("there is no event '\(event)'; there are: \(names.joined(separator: ", "))")
        }
        if let priority = self.priority, Priority(journalName: priority) == nil {
            throw ValidationError("'\(priority)' is no priority: err, warning, notice, info or debug")
        }
        if let lines = self.lines, lines < 0 { throw ValidationError("--lines cannot be negative") }
        if self.follow, self.until != nil { throw ValidationError("give --until or --follow, not both") }
        if self.afterCursor != nil, self.cursorFile != nil {
            throw ValidationError("give --after-cursor or --cursor-file, not both")
        }
        _ = try TimeArgument.microseconds(self.since, of: "--since")
        _ = try TimeArgument.microseconds(self.until, of: "--until")
    }

    /// Shows the events.
    func run() async throws {
        let selection = EventSelection(
            events: self.event, rules: self.rule, servers: self.server,
            priority: self.priority.flatMap(Priority.init(journalName:)),
            since: try TimeArgument.microseconds(self.since, of: "--since"),
            until: try TimeArgument.microseconds(self.until, of: "--until"))
        do {
            let cursorFile = self.cursorFile.map { CursorFile(path: $0) }
            let cursor = try self.afterCursor ?? cursorFile?.read()
            let events = try EventJournal(self.journal.source, unit: self.journal.unitName, selection: selection)
            // Where nothing is shown, the next run still begins after what this one has looked through: with --until, that is
            // not all.
            let looksAtAll = selection.until == nil
            let newest = cursorFile != nil && cursor == nil && looksAtAll ? try events.newestCursor() : nil
            try events.begin(at: self.beginning(cursor))
            var show = EventDisplay(json: self.json, follow: self.follow, cursorFile: cursorFile, unshown: newest)
            if let signal = try show.run(events) { ProcessSignal.end(by: signal) }
        } catch let error as JournalReaderError {
            throw error.exit()
        } catch let error as FileFailure {
            ControlExit.complain(error.description)
            throw error.exitCode
        }
    }

    private func beginning(_ cursor: String?) -> EventJournal.Beginning {
        if let cursor { return .after(cursor: cursor) }
        if let lines = self.lines { return .last(lines) }
        return self.follow && self.since == nil ? .last(10) : .first
    }
}

extension Priority {
    /// The priority of this name, as `journalctl -p` has them; nil for another name.
    fileprivate init?(journalName: String) {
        let all: [Priority] = [.error, .warning, .notice, .info, .debug]
        guard let priority = all.first(where: { $0.name == journalName }) else { return nil }
        self = priority
    }
}
