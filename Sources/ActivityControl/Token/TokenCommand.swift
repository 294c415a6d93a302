// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import MonitorConfiguration

/// `token`: puts the token of a server in its place.
struct TokenCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Put the token of a server where the service finds it.",
        subcommands: [TokenSetCommand.self]
    )
}

/// `token set`: reads a token without showing it, and writes the file of the token.
struct TokenSetCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Read a token, and write the token file with mode 0600.",
        discussion: """
            Asks for the token at the terminal without showing it, or reads it from standard input. Quotes, \
            X-Plex-Token=…, a whole address from the browser and PlexOnlineToken="…" are understood. What cannot be a \
            token is refused, and the old file stays.

            Exits with 64 if there is no token in the input, with 69 if it cannot be encrypted here, and with 77 if \
            the file may not be written.
            """
    )

    /// The server; nil for the token of all servers without one of their own.
    @Option(
        name: .customLong("server"),
        help: ArgumentHelp("The server whose own token it is; without, the token of all others.", valueName: "name"))
    var server: String?

    /// The server's `Preferences.xml`.
    @Option(
        help: ArgumentHelp("Take the owner's token from this Preferences.xml of Plex.", valueName: "file"),
        completion: .file(extensions: ["xml"]))
    var fromPreferences: String?

    /// Whether to encrypt the token.
    @Flag(help: "Encrypt the token for this machine with systemd-creds; no file holds it in the clear.")
    var encrypt = false

    /// `--root`.
    @OptionGroup var root: RootOption

    /// Refuses a name that no server can have.
    func validate() throws {
        guard let server = self.server else { return }
        guard TokenStore.isName(server) else {
            throw ValidationError("'\(server.printable(limit: 64))' is not a server's name")
        }
    }

    /// Reads the token and writes its file.
    func run() async throws {
        let root = SystemRoot(self.root.directory)
        let store = TokenStore(root: root, server: self.server)
        do {
            let token: String
            if let path = self.fromPreferences {
                token = try PreferencesFile.read(path).ownersToken()
            } else {
                token = try TokenInput.read(prompt: "Token of the server's owner: ")
            }
            for path in try store.set(token, isEncrypted: self.encrypt) { print("wrote \(path)") }
        } catch let failure as any OperatorFailure {
            ControlExit.complain(failure.description)
            throw failure.exitCode
        }
        if root.isThisMachine, Service.isActive { print("to use it, run: systemctl restart plex-activityd") }
    }
}
