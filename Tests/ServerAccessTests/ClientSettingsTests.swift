// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration
import PlexClient
import ServerAccess
import Systemd
import Testing

@Suite("The client of a server's table")
struct ClientSettingsTests {
    private static let identity = ClientIdentity(
        clientIdentifier: "ours", product: "product", version: "1.2", deviceName: "den")

    @Test("has all that the table says, and introduces itself")
    func settings() throws {
        let table = ServerConfiguration(
            name: "home", url: "https://plex.example:32400", requestTimeout: .seconds(7), clientIdentifier: "own",
            tlsCAFile: "/ca.pem", tlsVerify: .certificate, connectTo: "192.0.2.4")
        let expected = PlexClientConfiguration(
            address: try PlexServerAddress("https://plex.example:32400"), connectTo: "192.0.2.4",
            tlsVerification: .certificate, tlsCAFile: "/ca.pem", requestTimeout: .seconds(7), clientIdentifier: "own",
            product: "product", version: "1.2", deviceName: "den")
        #expect(try PlexClientConfiguration(server: table, identity: Self.identity) == expected)
        let plain = ServerConfiguration(name: "home", url: "http://127.0.0.1:32400")
        #expect(try PlexClientConfiguration(server: plain, identity: Self.identity).clientIdentifier == "ours")
    }

    @Test("a url that cannot be used is an error")
    func url() {
        #expect(throws: PlexConfigurationError.self) {
            try PlexClientConfiguration(server: .init(name: "home", url: "ftp://x"), identity: Self.identity)
        }
    }

    @Test(
        "checks as much of a certificate as the table wants",
        arguments: [
            (ServerConfiguration.TLSVerification.full, PlexClientConfiguration.TLSVerification.full),
            (.certificate, .certificate), (.none, .none),
        ])
    func verification(
        wanted: ServerConfiguration.TLSVerification, expected: PlexClientConfiguration.TLSVerification
    ) throws {
        let table = ServerConfiguration(name: "home", url: "https://127.0.0.1:32400", tlsVerify: wanted)
        let settings = try PlexClientConfiguration(server: table, identity: Self.identity)
        #expect(settings.tlsVerification == expected)
    }

    @Test("follows notifications as the table wants")
    func notifications() {
        #expect(NotificationTransport(ServerConfiguration.Notifications.eventsource) == .eventSource)
        #expect(NotificationTransport(ServerConfiguration.Notifications.websocket) == .webSocket)
        #expect(NotificationTransport(ServerConfiguration.Notifications.none) == nil)
    }

    @Test("a name with a slash has no token file of its own, and a token file comes before all")
    func places() {
        let files = TokenLookup(credentials: Credentials(environment: [:]), directory: "/d")
        let slashed = ServerConfiguration(name: "a/b", url: "http://127.0.0.1:1")
        #expect(files.places(for: slashed) == .files(paths: ["/d/token"]))
        let credentials = TokenLookup(credentials: Credentials(environment: ["CREDENTIALS_DIRECTORY": "/c"]))
        #expect(
            credentials.places(for: slashed)
                == .credentials(names: ["plex-token.a/b", "plex-token_a/b", "plex-token"]))
        let named = ServerConfiguration(name: "home", url: "http://127.0.0.1:1", tokenFile: "/t")
        #expect(credentials.places(for: named) == .named(file: "/t"))
    }
}
