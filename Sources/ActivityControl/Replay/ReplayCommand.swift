// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import MonitorRecording
import Systemd

/// `replay`: what rules decide on what was recorded, or would have decided by what the journal tells.
struct ReplayCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Show what rules decide on what plex-activityd --record has recorded, or on the journal.",
        discussion: """
            By the rules that were in force, every decision is taken again as it was. By others (--rules), nothing is \
            stopped: what they would have stopped is listed, and what was really stopped then. Files may be named in any order.

            With --journal, without a recording: an estimate from what events shows. It stops nothing either, and never \
            shows more stops than a recording of that time would. Without --rules the rules are those of the \
            configuration. Times are as for events.

            Exits with 78 if rules have errors, with 77 if a file or the journal may not be read, with 69 if there is no \
            journal, and with 1 if a file is no recording.
            """
    )

    /// The files of the recording.
    @Argument(help: ArgumentHelp("The files of a recording.", valueName: "file"), completion: .file())
    var files: [String] = []

    /// Whether the journal takes the place of a recording.
    @Flag(name: .customLong("journal"), help: "Estimate from the journal, without a recording.")
    var isOverJournal = false

    /// Other rules than those that were in force.
    @Option(
        help: ArgumentHelp(
            "Replay by the rules of this configuration directory, or of this rule file; may be given more than once.",
            valueName: "dir"), completion: .file())
    var rules: [String] = []

    /// The earliest time.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("With --journal: what happened at this time or later.", valueName: "time"))
    var since: String?

    /// The latest time.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("With --journal: what happened at this time or before.", valueName: "time"))
    var until: String?

    /// The configuration.
    @Option(
        help: ArgumentHelp(
            "With --journal: take poll intervals, and without --rules the rules, from the configuration of this directory.",
            valueName: "dir"), completion: .directory)
    var config: String?

    /// Whether to print JSON.
    @Flag(help: "Print one JSON object for each decision.")
    var json = false

    /// The journal.
    @OptionGroup var journal: JournalOptions

    /// Checks what cannot be meant.
    func validate() throws {
        let isJournalNamed = self.journal.directory != nil || !self.journal.file.isEmpty
        let isOfJournal = isJournalNamed || self.since != nil || self.until != nil || self.config != nil
        if self.isOverJournal, !self.files.isEmpty {
            throw ValidationError("give the files of a recording or --journal, not both")
        }
        if !self.isOverJournal, self.files.isEmpty || isOfJournal {
            throw ValidationError(
                isOfJournal
                    ? "--since, --until, --config, --directory and --file need --journal"
                    : "name the files of a recording, or give --journal")
        }
        _ = try self.selection()
    }

    /// Replays the files, or the journal.
    func run() async throws {
        guard !self.isOverJournal else { return try self.runOverJournal() }
        do {
            let paths = try await RecordingReader.inOrder(self.files)
            let rules = try ReplayRuleSource(paths: self.rules).rules(on: try await Self.servers(in: paths))
            var report = ReplayReport(by: rules)
            for path in paths {
                try await RecordingReader.read(path) { item in
                    report.take(item)
                    return true
                }
            }
            self.show(ReplayText(report: report, rules: rules))
        } catch let error as FileFailure {
            ControlExit.complain(error.description)
            throw error.exitCode
        } catch let error as ConfigurationFailure {
            ControlExit.complain(error.description)
            throw ControlExit.configuration
        }
    }

    private func runOverJournal() throws {
        do {
            let replay = try JournalReplay(directory: self.config, rules: self.rules)
            let events = try EventJournal(
                self.journal.source, unit: self.journal.unitName, selection: try self.selection())
            self.show(try replay.text(of: events))
        } catch let error as ConfigurationFailure {
            ControlExit.complain(error.description)
            throw ControlExit.configuration
        } catch let error as JournalReaderError {
            throw error.exit()
        }
    }

    private func selection() throws -> EventSelection {
        EventSelection(
            since: try TimeArgument.microseconds(self.since, of: "--since"),
            until: try TimeArgument.microseconds(self.until, of: "--until"))
    }

    private func show(_ text: ReplayText) {
        for line in self.json ? text.json : text.lines { print(line) }
        for line in text.remarks { ControlExit.complain(line) }
    }

    /// The servers that were watched, as the first configuration of a recording names them.
    private static func servers(in paths: [String]) async throws(FileFailure) -> [ServerSettings] {
        var servers: [ServerSettings] = []
        for path in paths where servers.isEmpty {
            try await RecordingReader.read(path) { item in
                guard case .input(.configure(let settings), _, _) = item else { return true }
                servers = settings.servers
                return false
            }
        }
        return servers
    }
}
