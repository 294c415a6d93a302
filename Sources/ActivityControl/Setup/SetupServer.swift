// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration
import PlexModel

/// Finds the server to watch, and its place in the configuration.
struct SetupServer {
    /// The setup.
    let setup: Setup

    /// The server and the configuration with it.
    struct Choice {
        /// The server.
        var configuration: ServerConfiguration
        /// All servers of the configuration, this one included.
        var all: [ServerConfiguration]
        /// The new text of the main file; nil where it stays.
        var text: String?
    }

    private var root: SystemRoot { self.setup.root }
    private var options: SetupCommand { self.setup.options }

    /// The server that the options, this machine or the person name.
    ///
    /// - Throws: ``SetupFailure``, ``FileFailure``, or `ConfigurationFailure` for a configuration with mistakes.
    func choose() async throws -> Choice {
        let text = try InstalledFile.text(of: self.root.mainFile)
        let present = text == nil ? nil : try self.root.loadConfiguration()
        let isShipped = try text != nil && text == InstalledFile.text(of: self.root.shippedFile)
        let url = try await self.url(present?.servers ?? [], isShipped: isShipped)
        guard let text, let servers = present?.servers else {
            let draft = ConfigurationDraft(name: self.options.name ?? "home", url: url)
            return try self.choice(draft.text, name: self.options.name ?? "home")
        }
        // The same address under the same name: nothing to write.
        let same = servers.firstIndex { $0.url == url && (self.options.name == nil || self.options.name == $0.name) }
        if let same { return Choice(configuration: servers[same], all: servers, text: nil) }
        var draft = ConfigurationDraft(text: text)
        if let name = self.options.name, !isShipped, !servers.contains(where: { $0.name == name || $0.url == url }) {
            draft.addServer(name: name, url: url)
            return try self.choice(draft.text, name: name)
        }
        let position = servers.firstIndex { $0.name == self.options.name || $0.url == url } ?? 0
        guard isShipped || servers.count == 1 || self.options.name != nil else {
            throw SetupFailure(
                description: "\(self.root.mainFile) has several servers: name the one with --name",
                exitCode: ControlExit.usage)
        }
        let name = self.options.name ?? servers[position].name
        // Nothing of the administrator's is in the shipped file.
        if !isShipped {
            try self.agree(
                "\(self.root.mainFile) has the server \(servers[position].name) at \(servers[position].url): "
                    + "change it to \(name) at \(url)?")
        }
        draft.changeServer(at: position, name: name, url: url)
        return try self.choice(draft.text, name: name)
    }

    /// The url of the server to watch.
    private func url(_ servers: [ServerConfiguration], isShipped: Bool) async throws(SetupFailure) -> String {
        if let url = self.options.url { return AddressText.url(of: url) }
        if !isShipped, let name = self.options.name, let server = servers.first(where: { $0.name == name }) {
            return server.url
        }
        if !isShipped, servers.count == 1, self.options.name == nil { return servers[0].url }
        let finder = PlexFinder(root: self.root, port: self.options.port)
        if let identity = await PlexFinder.identity(at: finder.localURL) {
            let version = identity.version.map { "Plex \($0)" } ?? "a Plex Media Server"
            print("found \(ScreenText.line(version, limit: 80)) at \(finder.localURL)")
            return finder.localURL
        }
        if let preferences = finder.preferences().first {
            print("found \(preferences.path), but no Plex answers at \(finder.localURL)")
        } else {
            print("no Plex answers at \(finder.localURL), and no Preferences.xml is in the usual places")
        }
        guard let answer = self.setup.questions.line("The address of the server, such as 192.168.1.4:") else {
            throw SetupFailure(
                description: "start Plex on this machine, or name the address of the server with --url",
                exitCode: ControlExit.usage)
        }
        let url = AddressText.url(of: answer)
        if let fault = ServerConfiguration.fault(inURL: url) {
            throw SetupFailure(description: "the address \(fault)", exitCode: ControlExit.usage)
        }
        return url
    }

    /// Asks before something of the administrator's is changed.
    private func agree(_ question: String) throws(SetupFailure) {
        guard !self.options.overwrite else { return }
        switch SetupQuestions(agrees: false).confirm(question) {
        case true?: return
        case false?: throw SetupFailure(description: "nothing was changed", exitCode: ControlExit.foundProblem)
        case nil:
            throw SetupFailure(
                description: "\(self.root.mainFile) has another server: add --overwrite to change it, or --name with a "
                    + "new name to add a server",
                exitCode: ControlExit.usage)
        }
    }

    /// The choice of a server in a new text of the main file, which is checked like any other.
    private func choice(_ text: String, name: String) throws -> Choice {
        let draft = DraftFileSystem(text: text, base: RootedFileSystem(root: self.root))
        let configuration = try ConfigurationLoader.load(from: .system, fileSystem: draft)
        guard let server = configuration.servers.first(where: { $0.name == name }) else {
            throw SetupFailure(
                description: "\(self.root.mainFile) cannot be changed by this program: set the url there by hand",
                exitCode: ControlExit.foundProblem)
        }
        return Choice(configuration: server, all: configuration.servers, text: text)
    }
}

/// The file system of the system with another main file.
private struct DraftFileSystem: ConfigurationFileSystem {
    /// The text of the main file.
    let text: String
    /// The file system beneath.
    let base: RootedFileSystem

    func contents(ofFile path: String, limit: Int) -> FileContents {
        path == ConfigurationSource.system.mainFile
            ? .bytes(Array(self.text.utf8)) : self.base.contents(ofFile: path, limit: limit)
    }

    func contents(ofDirectory path: String) -> DirectoryContents { self.base.contents(ofDirectory: path) }
}
