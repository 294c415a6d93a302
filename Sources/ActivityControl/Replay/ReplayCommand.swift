// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration
import MonitorRecording
import ServiceJournal
import Systemd

/// `replay`: runs rules over a recording or over the journal.
struct ReplayCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Show what rules decide on a recording of plex-activityd --record, or on the journal.",
        discussion: """
            Without --rules, the rules in the recording decide again, and the decisions are the same. With --rules, \
            other rules observe: the command lists what they would have stopped, and what was really stopped. The \
            files may be named in any order.

            With --journal, the command estimates from journal events instead of a recording. It never shows more \
            stops than a recording of that time would. Without --rules, the rules and poll intervals come from the \
            configuration. Times are written as for events.

            Exits with 78 if rules have errors, with 77 if this user may not read a file or the journal, with 69 if \
            there is no journal, and with 1 if a file is not a recording or there are no rules.
            """
    )

    /// The files of the recording.
    @Argument(help: ArgumentHelp("The files of a recording.", valueName: "file"), completion: .file())
    var files: [String] = []

    /// Whether the journal replaces a recording.
    @Flag(name: .customLong("journal"), help: "Estimate from the journal instead of a recording.")
    var isOverJournal = false

    /// The rules that replace the recorded or configured ones.
    @Option(
        help: ArgumentHelp(
            "Use the rules of this configuration directory or rule file; repeatable.",
            valueName: "dir"), completion: .file())
    var rules: [String] = []

    /// The earliest time.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("With --journal: use events at this time or later.", valueName: "time"))
    var since: String?

    /// The latest time.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("With --journal: use events at this time or earlier.", valueName: "time"))
    var until: String?

    /// `--config`, with `--journal`: for the poll intervals, and for the rules without `--rules`.
    @OptionGroup var config: ConfigurationOption

    /// `--json`.
    @OptionGroup var json: JSONOption

    /// The journal.
    @OptionGroup var journal: JournalOptions

    /// Refuses contradictions.
    func validate() throws {
        let isJournalNamed = self.journal.directory != nil || !self.journal.file.isEmpty
        let isOfJournal = isJournalNamed || self.since != nil || self.until != nil || self.config.directory != nil
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

    /// Replays the files or the journal.
    func run() async throws {
        guard !self.isOverJournal else { return try self.runOverJournal() }
        do {
            let paths = try await RecordingReader.inOrder(self.files)
            let rules = try ReplayRuleSource(paths: self.rules).rules(on: try await Self.servers(in: paths))
            var report = ReplayReport(by: rules)
            var hasRules = false
            for path in paths {
                try await RecordingReader.read(path) { item in
                    if case .input(.configure(let settings), _, _) = item, !settings.rules.isEmpty { hasRules = true }
                    report.take(item)
                    return true
                }
            }
            if let others = rules.others { hasRules = !others.isEmpty }
            try self.show(ReplayText(report: report, rules: rules), hasRules: hasRules)
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
            let replay = try JournalReplay(directory: self.config.directory, rules: self.rules)
            let events = try EventJournal(
                self.journal.source, unit: self.journal.unitName, selection: try self.selection())
            let text = try replay.text(of: events)
            try self.show(text, hasRules: text.rules.others?.isEmpty == false)
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

    /// Prints the result; without rules the result is no answer, so the command fails.
    private func show(_ text: ReplayText, hasRules: Bool) throws {
        for line in self.json.isOn ? text.json : text.lines { print(line) }
        for line in text.remarks { ControlExit.complain(line) }
        guard !hasRules else { return }
        let place = self.rules.isEmpty ? (self.isOverJournal ? "the configuration" : "the recording") : "--rules"
        ControlExit.complain("\(place) has no rules, so nothing was decided: name a rule file with --rules")
        throw ControlExit.foundProblem
    }

    /// The servers in the first configuration of a recording.
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

extension ReplayRules {
    /// The rules that replace the recorded ones; nil where nothing replaces them.
    fileprivate var others: [Rule]? {
        if case .others(let rules, _) = self { rules } else { nil }
    }
}
