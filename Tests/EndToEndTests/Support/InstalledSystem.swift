// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import PlexSimulator

/// A system below a directory, as the package installs it, for `--root`.
struct InstalledSystem {
    /// The stage with the server.
    let stage: Stage
    /// The directory.
    var root: String { "\(self.stage.home.path)/root" }

    /// The main file of the configuration.
    var mainFile: String { "\(self.root)/etc/plex-activityd/plex-activityd.toml" }
    /// The token's file.
    var tokenFile: String { "\(self.root)/etc/plex-activityd/token" }
    /// The drop-in of addresses that `setup` writes.
    var addresses: String {
        "\(self.root)/etc/systemd/system/plex-activityd.service.d/50-plex-activityctl-addresses.conf"
    }
    /// The drop-in of tokens.
    var tokens: String {
        "\(self.root)/etc/systemd/system/plex-activityd.service.d/50-plex-activityctl-tokens.conf"
    }

    /// The port of the simulated server.
    var port: String { "\(self.stage.server.port)" }

    /// The top directory of the sources, four directories above this file.
    private static let sources = "/" + #filePath.split(separator: "/").dropLast(4).joined(separator: "/")

    /// Installs the shipped configuration and the unit.
    ///
    /// - Parameter isConfigured: whether the shipped configuration lies where the service reads it.
    init(on stage: Stage, isConfigured: Bool = true) throws {
        self.stage = stage
        let shipped = Home.text(of: "\(Self.sources)/config/plex-activityd.toml")
        try self.write(shipped, to: "/usr/share/doc/plex-activityd/examples/plex-activityd.toml")
        if isConfigured { try self.write(shipped, to: "/etc/plex-activityd/plex-activityd.toml") }
        try self.write(
            Home.text(of: "\(Self.sources)/systemd/plex-activityd.service"),
            to: "/usr/lib/systemd/system/plex-activityd.service")
    }

    /// Writes a file of the system.
    func write(_ text: String, to path: String, mode: Int = 0o644) throws {
        let place = self.root + path
        let directory = place.split(separator: "/").dropLast().joined(separator: "/")
        try FileManager.default.createDirectory(atPath: "/\(directory)", withIntermediateDirectories: true)
        guard FileManager.default.createFile(atPath: place, contents: Data(text.utf8)) else {
            throw HarnessError("\(place) cannot be written")
        }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: place)
    }

    /// Installs a Plex whose `Preferences.xml` has this token.
    func installPlex(token: String?, below place: String = "/var/lib/plexmediaserver", identifier: String) throws {
        let attribute = token.map { " PlexOnlineToken=\"\($0)\"" } ?? ""
        try self.write(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Preferences MachineIdentifier=\"1\" "
                + "ProcessedMachineIdentifier=\"\(identifier)\"\(attribute) FriendlyName=\"A &amp; B\"/>\n",
            to: "\(place)/Library/Application Support/Plex Media Server/Preferences.xml", mode: 0o600)
    }

    /// Runs a subcommand of the tool on this system.
    func tool(_ arguments: String..., input: String? = nil) async throws -> CommandOutcome {
        try await self.stage.run(
            try ChildProcess.program("plex-activityctl"), arguments + ["--root", self.root], input: input)
    }

    /// The permissions of a file.
    func mode(_ path: String) -> Int {
        var status = Glibc.stat()
        return unsafe stat(path, &status) == 0 ? Int(status.st_mode & 0o7777) : -1
    }
}
