// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Systemd

/// The journal to read, for all subcommands that read a journal.
struct JournalOptions: ParsableArguments {
    /// A directory with journal files; nil for this machine's journal.
    @Option(help: ArgumentHelp("Read the journal files in this directory.", valueName: "dir"), completion: .directory)
    var directory: String?

    /// Journal files.
    @Option(help: ArgumentHelp("Read this journal file; repeatable.", valueName: "file"), completion: .file())
    var file: [String] = []

    /// The service's unit.
    @Option(help: ArgumentHelp("The unit of the service.", valueName: "unit"))
    var unit = "plex-activityd.service"

    /// Refuses two journals.
    func validate() throws {
        if self.directory != nil, !self.file.isEmpty {
            throw ValidationError("give --directory or --file, not both")
        }
    }

    /// The journal.
    var source: JournalSource {
        if let directory = self.directory { return .directory(directory) }
        return self.file.isEmpty ? .local : .files(self.file)
    }

    /// The unit with its suffix, as in `_SYSTEMD_UNIT`.
    var unitName: String { self.unit.contains(".") ? self.unit : "\(self.unit).service" }
}

extension JournalReaderError {
    /// Prints the error, and returns its exit code.
    func exit() -> ExitCode {
        ControlExit.complain(self.description)
        return switch self {
        case .notPermitted: ControlExit.permission
        case .invalidCursor: ControlExit.foundProblem
        case .noFiles, .cannotOpen, .failed: ControlExit.unavailable
        }
    }
}
