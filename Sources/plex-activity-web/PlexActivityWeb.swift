// SPDX-License-Identifier: Apache-2.0
import ActivityWeb
import ArgumentParser

/// `plex-activity-web`: pages about plex-activityd, which cannot act.
@main
struct PlexActivityWeb: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "plex-activity-web",
        abstract: "Show what plex-activityd sees, as pages. It cannot act, and knows no token.")

    @Option(help: .init("Listen at this address, without a socket of systemd.", valueName: "host:port"))
    var listen: String?

    @Option(help: .init("Answer to this Host, too, such as that of a reverse proxy; repeatable.", valueName: "name"))
    var host: [String] = []

    @Option(help: .init("The service's runtime directory.", valueName: "dir"), completion: .directory)
    var runtimeDirectory = WebProgram.Options().runtimeDirectory

    @Option(help: .init("Read this journal file; repeatable.", valueName: "file"), completion: .file())
    var file: [String] = []

    @Option(help: .init("End after so many idle seconds.", valueName: "seconds"))
    var idle = 300

    /// Runs the program and exits with its code.
    func run() async throws {
        let options = WebProgram.Options(
            listen: self.listen, hosts: self.host, runtimeDirectory: self.runtimeDirectory,
            journalFiles: self.file, idle: .seconds(max(1, self.idle)))
        throw ExitCode(await WebProgram.run(options))
    }
}
