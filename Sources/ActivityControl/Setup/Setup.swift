// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import MonitorConfiguration
import PlexClient
import PlexModel
import ServerAccess

/// The steps of `setup`: all answers first, then the check with the server, and only then the files and the service.
struct Setup {
    /// The system.
    let root: SystemRoot
    /// The options of the command line.
    let options: SetupCommand
    /// The person.
    let questions: SetupQuestions

    /// Runs all steps.
    func run() async throws {
        let server = try await SetupServer(setup: self).choose()
        let identity = await PlexFinder.identity(at: server.configuration)
        let token = try SetupToken(setup: self, server: server, machineIdentifier: identity?.machineIdentifier).choose()
        try await self.check(server.configuration, token)
        if self.options.dryRun {
            for line in self.plan(server, token) { print(line) }
            return
        }
        try self.write(server, token)
        guard !self.options.noStart, self.root.isThisMachine else { return }
        try self.start()
        try await self.show(server.configuration)
    }

    // MARK: - The check

    /// Asks the server with the token, before anything is written.
    private func check(_ server: ServerConfiguration, _ token: SetupToken.Choice) async throws {
        guard !self.options.noCheck else { return }
        let candidate = try token.candidate(for: server, root: self.root)
        let findings = await ServerCheck(server: server, candidate: candidate, root: self.root).findings()
        // The drop-in for the sandbox is not written yet.
        var report = CheckReport(DaemonConfiguration(servers: [server]))
        report.online = findings.filter { $0.topic != "sandbox" }
        for line in report.onlineLines(Paint.forStandardOutput()) { print(line) }
        guard report.online?.contains(where: { $0.verdict == .error }) == true else { return }
        let code = report.exitCode ?? ControlExit.unavailable
        throw SetupFailure(
            description: "nothing was written, because of the errors above; --no-check writes it nevertheless",
            exitCode: code)
    }

    // MARK: - The files

    /// The steps that a run without `--dry-run` would take.
    private func plan(_ server: SetupServer.Choice, _ token: SetupToken.Choice) -> [String] {
        var lines: [String] = []
        if server.text != nil { lines.append("would write \(self.root.mainFile)") }
        if let place = token.place { lines.append("would write \(place)") }
        let servers = server.all
        if AddressDropIn.text(for: servers, root: self.root) != nil {
            lines.append("would write \(AddressDropIn.path(in: self.root))")
        }
        if !self.options.noStart, self.root.isThisMachine { lines.append("would enable and start the service") }
        return lines.isEmpty ? ["would change nothing"] : lines
    }

    /// Writes what is not there yet.
    private func write(_ server: SetupServer.Choice, _ token: SetupToken.Choice) throws {
        var written: [String] = []
        if let text = server.text {
            try InstalledFile.write(Array(text.utf8), to: self.root.mainFile, mode: InstalledFile.publicMode)
            written.append(self.root.mainFile)
        }
        if case .new(let secret, let store) = token {
            written += try store.set(secret, isEncrypted: self.options.encrypt)
        }
        let path = AddressDropIn.path(in: self.root)
        let old = try InstalledFile.text(of: path)
        if let text = AddressDropIn.text(for: server.all, root: self.root) {
            if text != old {
                try InstalledFile.write(Array(text.utf8), to: path, mode: InstalledFile.publicMode)
                written.append(path)
            }
        } else if old != nil {
            try InstalledFile.remove(path)
            print("removed \(path)")
        }
        for path in written { print("wrote \(path)") }
    }

    // MARK: - The service

    private func start() throws {
        guard Service.hasManager else {
            throw SetupFailure(
                description: "systemd does not run this machine, so the service was not started: run plex-activityd "
                    + "under another supervisor, with --output text or json",
                exitCode: ControlExit.unavailable)
        }
        Service.reloadUnits()
        guard Service.enableAndStart() else {
            throw SetupFailure(
                description: "the service does not start; to see why, run: journalctl -u plex-activityd -n 20",
                exitCode: ControlExit.unavailable)
        }
        print("the service is enabled and active")
    }

    /// Shows the activities of the server, and what to run next.
    private func show(_ server: ServerConfiguration) async throws {
        if let snapshot = try? await ServerConnection.activities(of: server) {
            let rows = snapshot.activities.map { ActivityRow(server: server.name, activity: $0, showsTitles: true) }
            print(rows.isEmpty ? "\(server.name) has no activities now" : "\(server.name) has these activities now:")
            if !rows.isEmpty {
                for line in ActivityRow.table(rows, width: Terminal.tableWidth, Paint.forStandardOutput()) {
                    print(line)
                }
            }
        }
        print("to follow what happens, run: journalctl -u plex-activityd -f")
        print("rules only observe until you arm them: see [safety] enforce in \(self.root.mainFile)")
    }
}
