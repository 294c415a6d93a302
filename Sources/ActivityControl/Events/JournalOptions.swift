// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Systemd

/// Which journal to read, for every command that reads one.
struct JournalOptions: ParsableArguments {
    /// A directory of journal files; none for this machine's journal.
    @Option(help: ArgumentHelp("Read the journal files in this directory.", valueName: "dir"), completion: .directory)
    var directory: String?

    /// Journal files.
    @Option(help: ArgumentHelp("Read this journal file; repeatable.", valueName: "file"), completion: .file())
    var file: [String] = []

    /// The service's unit.
    @Option(help: ArgumentHelp("The unit that the daemon runs as.", valueName: "unit"))
    var unit = "plex-activityd.service"

    /// Makes sure that there is one journal to read.
    func validate() throws {
        if self.directory != nil, !self.file.isEmpty {
            throw ValidationError("give --directory or --file, not both")
        }
    }

    /// What to read.
    var source: JournalSource {
        if let directory = self.directory { return .directory(directory) }
        return self.file.isEmpty ? .local : .files(self.file)
    }

    /// The unit with its suffix, as journald notes it.
    var unitName: String { self.unit.contains(".") ? self.unit : "\(self.unit).service" }
}

extension JournalReaderError {
    /// Says what is wrong, and names the exit code for it.
    func exit() -> ExitCode {
        ControlExit.complain(self.description)
        return switch self {
        case .notPermitted: ControlExit.permission
        case .invalidCursor: ControlExit.foundProblem
        case .noFiles, .cannotOpen, .failed: ControlExit.unavailable
        }
    }
}
