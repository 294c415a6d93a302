// SPDX-License-Identifier: Apache-2.0
private import FoundationEssentials
import MonitorConfiguration
import PlexClient
import PlexModel
import ServerAccess

/// Looks for a Plex Media Server on this machine.
struct PlexFinder {
    /// The system.
    let root: SystemRoot
    /// The port at which Plex answers.
    let port: Int

    /// How long it may take to say who it is: a busy Plex takes seconds, and a closed port is told at once.
    private static let patience = Duration.seconds(10)

    /// The directories above `Plex Media Server/Preferences.xml`: those of the packages, of the snap, and of volumes that
    /// images of Plex have at `/config`. A `*` stands for one name.
    private static let places =
        [
            "/var/lib/plexmediaserver/Library/Application Support",
            "/var/snap/plexmediaserver/common/Library/Application Support",
            "/var/lib/plex",
        ]
        + [
            "/var/lib/docker/volumes/*/_data", "/var/lib/containers/storage/volumes/*/_data",
            "/opt/plex", "/opt/plex/config", "/opt/plex/database", "/opt/appdata/plex", "/opt/docker/plex",
            "/srv/plex", "/srv/plex/config", "/srv/docker/plex", "/docker/plex", "/docker/plex/config",
            "/docker/appdata/plex", "/mnt/user/appdata/plex", "/home/*/plex", "/home/*/plex/config",
            "/home/*/docker/plex", "/home/*/docker/plex/config",
        ].map { "\($0)/Library/Application Support" }

    /// The address of a Plex on this machine.
    var localURL: String { "http://127.0.0.1:\(self.port)" }

    /// The `Preferences.xml` of all installations in the usual places.
    func preferences() -> [PreferencesFile] {
        Self.places.flatMap(self.expand(_:)).compactMap { directory in
            try? PreferencesFile.read("\(directory)/Plex Media Server/Preferences.xml")
        }
    }

    /// The identity of the server at an address; nil where no Plex answers there.
    static func identity(at url: String) async -> ServerIdentity? {
        await self.identity(at: ServerConfiguration(name: "plex", url: url, requestTimeout: Self.patience))
    }

    /// The identity of a server; nil where it does not answer.
    static func identity(at server: ServerConfiguration) async -> ServerIdentity? {
        guard let client = try? PlexClient(server: server, token: .none, identity: .tool) else { return nil }
        let identity = try? await client.identity().value
        await client.shutdown()
        return identity
    }

    /// The paths that a place with at most one `*` means.
    private func expand(_ place: String) -> [String] {
        guard let star = place.firstIndex(of: "*") else { return [self.root.path(place)] }
        let above = self.root.path(String(place[..<star]))
        let names = (try? FileManager.default.contentsOfDirectory(atPath: above)) ?? []
        return names.sorted().prefix(1_000).map { "\(above)\($0)\(place[place.index(after: star)...])" }
    }
}
