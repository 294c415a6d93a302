// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration
import PlexClient
import ServerAccess

/// Finds the token for the server.
struct SetupToken {
    /// The setup.
    let setup: Setup
    /// The server.
    let server: SetupServer.Choice
    /// The machine identifier that the server gives; nil where it does not answer.
    let machineIdentifier: String?

    /// What becomes of the token.
    enum Choice {
        /// A token to write, and its place.
        case new(String, TokenStore)
        /// The token that is there stays.
        case kept
        /// The server is asked without a token.
        case none

        /// The file that would be written; nil for none.
        var place: String? { if case .new(_, let store) = self { store.file } else { nil } }

        /// The token to check the server with; nil for the one in its file.
        func candidate(
            for server: ServerConfiguration, root: SystemRoot
        ) throws -> ServerConnection.FoundToken? {
            switch self {
            case .new(let secret, _): ServerConnection.FoundToken(token: try PlexToken(secret), source: "this setup")
            case .kept: nil
            case .none: ServerConnection.FoundToken(token: .none, source: nil)
            }
        }
    }

    private var root: SystemRoot { self.setup.root }
    private var options: SetupCommand { self.setup.options }

    /// The token's place: the common one, unless several servers share the configuration.
    private var store: TokenStore {
        let own = TokenStore(root: self.root, server: self.server.configuration.name)
        let common = TokenStore(root: self.root, server: nil)
        return self.server.all.count > 1 && (own.isSet || common.isSet) ? own : common
    }

    /// The token that the options, this machine or the person give.
    ///
    /// - Throws: ``SetupFailure``, ``TokenFailure`` or ``FileFailure``.
    func choose() throws -> Choice {
        let store = self.store
        switch self.options.tokenFrom {
        case "keep": return .kept
        case "none": return .none
        case "-": return .new(try self.agree(store, TokenInput.read(prompt: self.prompt)), store)
        case let path?: return .new(try self.agree(store, self.token(in: path)), store)
        case nil: break
        }
        if self.server.configuration.tokenFile != nil { return .kept }
        let isThere = store.isSet || TokenStore(root: self.root, server: nil).isSet
        guard !isThere || self.options.overwrite else {
            print("the token in \(self.root.configurationDirectory) stays")
            return .kept
        }
        if let preferences = try self.preferences() {
            guard preferences.isClaimed else {
                print("\(preferences.path) has no token: this Plex belongs to no account")
                return .none
            }
            print("found the owner's token in \(preferences.path)")
            guard self.setup.questions.confirm("Use it?") ?? false else {
                guard self.setup.questions.canAsk else { throw self.missing }
                return .new(try TokenInput.read(prompt: self.prompt), store)
            }
            return .new(try preferences.ownersToken(), store)
        }
        guard self.setup.questions.canAsk else { throw self.missing }
        return .new(try TokenInput.read(prompt: self.prompt), store)
    }

    private var prompt: String { "Token of the owner of \(self.server.configuration.name): " }

    private var missing: SetupFailure {
        SetupFailure(
            description: "there is no token: name its file with --token-from, give it on standard input with "
                + "--token-from -, or add --yes to take the one of Preferences.xml",
            exitCode: ControlExit.usage)
    }

    /// The token in a file of any of the kinds that people have.
    private func token(in path: String) throws -> String {
        guard let text = try InstalledFile.text(of: path) else {
            throw SetupFailure(
                description: "\(ScreenText.line(path)): there is no such file", exitCode: ControlExit.usage)
        }
        if let preferences = PreferencesFile(path: path, text: text) { return try preferences.ownersToken() }
        return try TokenFailure.token(in: Array(text.utf8))
    }

    /// Asks before a token that is there is replaced by another.
    private func agree(_ store: TokenStore, _ token: String) throws -> String {
        guard store.isSet, !self.options.overwrite else { return token }
        // Only root can read it; for others, the write fails later with a sentence of its own.
        if let old = try? InstalledFile.text(of: store.file), (try? TokenFailure.token(in: Array(old.utf8))) == token {
            return token
        }
        switch SetupQuestions(agrees: false).confirm("Replace the token in \(store.file)?") {
        case true?: return token
        case false?: throw SetupFailure(description: "nothing was changed", exitCode: ControlExit.foundProblem)
        case nil:
            throw SetupFailure(
                description: "there is a token already: add --overwrite to replace it", exitCode: ControlExit.usage)
        }
    }

    /// The `Preferences.xml` of the server, if it runs on this machine: the one with the server's identity, or the only
    /// one.
    private func preferences() throws(SetupFailure) -> PreferencesFile? {
        guard !self.server.configuration.isRemote else { return nil }
        let found = PlexFinder(root: self.root, port: self.options.port).preferences()
        let own = found.first { $0.machineIdentifier != nil && $0.machineIdentifier == self.machineIdentifier }
        if let own { return own }
        guard found.count > 1 else { return found.first }
        let paths = found.map(\.path).joined(separator: ", ")
        throw SetupFailure(
            description: "there is more than one Preferences.xml: name the right one with --token-from: \(paths)",
            exitCode: ControlExit.usage)
    }
}
