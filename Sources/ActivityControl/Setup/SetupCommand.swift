// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration

/// `setup`: from an installed package to a service that watches.
struct SetupCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "setup",
        abstract: "Find Plex, write the configuration and the token, and start the service.",
        discussion: """
            Looks for a Plex on this machine: at its port, and for Preferences.xml in the places of the packages, the \
            snap and the usual volumes of containers, where the owner's token is. Otherwise it asks for the address \
            and the token. Each answer is an option too. Before it writes anything, it asks the server with the token.

            It changes a configuration or token that is there only with your agreement, or with --overwrite. For a \
            server on another machine, it lets the service's sandbox pass its address. It may run again at any time.

            Exits with 1 if you disagree, with 64 if an answer is missing, with 69 if the server gives no usable \
            answer or the service does not start, with 77 if the server refuses the token or a file may not be \
            written, and with 78 if the present configuration has a mistake.
            """
    )

    /// The server's url.
    @Option(help: ArgumentHelp("The address of the server, such as http://192.168.1.4:32400.", valueName: "url"))
    var url: String?

    /// The server's name in the journal.
    @Option(help: ArgumentHelp("The server's name in the configuration and the journal.", valueName: "name"))
    var name: String?

    /// Where the token is.
    @Option(
        help: ArgumentHelp(
            "Where the token is: a file with it, a Preferences.xml, - for standard input, none, or keep.",
            valueName: "source"),
        completion: .file())
    var tokenFrom: String?

    /// The port of a Plex on this machine.
    @Option(help: ArgumentHelp("The port at which to look for a Plex on this machine.", valueName: "port"))
    var port = 32_400

    /// Whether to encrypt the token.
    @Flag(help: "Encrypt the token for this machine with systemd-creds.")
    var encrypt = false

    /// Whether to agree to every question.
    @Flag(help: "Do not ask: agree to all but overwriting.")
    var yes = false

    /// Whether files that are there may be changed.
    @Flag(help: "Change a server or replace a token that is there, without asking.")
    var overwrite = false

    /// Whether not to ask the server.
    @Flag(help: "Write the files without asking the server first.")
    var noCheck = false

    /// Whether not to start the service.
    @Flag(help: "Do not enable and start the service.")
    var noStart = false

    /// Whether only to say what would be done.
    @Flag(help: "Say what would be done, and change nothing.")
    var dryRun = false

    /// `--root`.
    @OptionGroup var root: RootOption

    /// Refuses a name that no server can have, and a port that does not exist.
    func validate() throws {
        if let name = self.name, !TokenStore.isName(name) {
            throw ValidationError("'\(name.printable(limit: 64))' is not a name of letters, digits, '-', '.' and '_'")
        }
        guard (1...65_535).contains(self.port) else { throw ValidationError("--port takes a port from 1 to 65535") }
        if let url = self.url, let fault = ServerConfiguration.fault(inURL: AddressText.url(of: url)) {
            throw ValidationError("--url \(fault)")
        }
    }

    /// Finds, asks, checks, writes and starts.
    func run() async throws {
        do {
            try await Setup(
                root: SystemRoot(self.root.directory), options: self,
                questions: SetupQuestions(agrees: self.yes)
            ).run()
        } catch let failure as any OperatorFailure {
            ControlExit.complain(failure.description)
            throw failure.exitCode
        } catch let failure as ConfigurationFailure {
            ControlExit.complain(failure.description)
            ControlExit.complain("nothing was changed: mend the configuration first; plex-activityctl check reads it")
            throw ControlExit.configuration
        }
    }
}
