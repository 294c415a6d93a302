// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import PlexClient

@Suite("Addresses, tokens and settings")
struct ConfigurationTests {
    @Test(
        "a url is read",
        arguments: [
            ("http://127.0.0.1:32400", "http://127.0.0.1:32400"), ("HTTP://Plex.Example/", "http://plex.example"),
            ("https://plex.example:443/plex/", "https://plex.example/plex"),
            ("https://[FE80::1]:32400", "https://[fe80::1]:32400"),
            ("http://nas_1:1/a/b-c", "http://nas_1:1/a/b-c"), ("http://plex.example:443", "http://plex.example:443"),
        ])
    func url(written: String, expected: String) throws {
        #expect(try PlexServerAddress(written).url == expected)
    }

    @Test(
        "a url that is none, or holds more than an address, is refused without showing what may be secret",
        arguments: [
            "", "plex", "127.0.0.1:32400", "ftp://plex", "http://", "http:///x", "http://:32400", "http://plex:0",
            "http://plex:65536", "http://plex:+1", "http://plex:", "http://a b", "http://[::1", "http://[plex]",
            "http://[::1]x", "http://plex/../x", "http://plex/a//b", "http://plex/%2e%2e",
            "http://plex/a?X-Plex-Token=secret",
            "http://plex?secret", "http://plex#secret", "http://user:secret@plex", "http://secret@plex",
            "http://pl\u{E9}x",
            "http://plex\r\nsecret", "http://.plex",
        ])
    func badURL(written: String) {
        let error = #expect(throws: PlexConfigurationError.self) { try PlexServerAddress(written) }
        #expect(error?.description.contains("secret") == false)
    }

    @Test("a token never shows itself")
    func token() throws {
        let token = try PlexToken("\n  s3cret-T0ken \r\n")
        #expect(token.secret == "s3cret-T0ken")
        var dumped = ""
        dump(token, to: &dumped)
        for text in ["\(token)", String(reflecting: token), String(describing: [token]), dumped] {
            #expect(!text.contains("s3cret"))
        }
        #expect(try PlexToken(" \n").isEmpty)
    }

    @Test("a token that cannot stand in a header is refused", arguments: ["a b", "a\nb", "a\0b", "é", "a\u{7F}"])
    func badToken(text: String) {
        let error = #expect(throws: PlexConfigurationError.self) { try PlexToken(text) }
        #expect(error?.description.contains(text) == false)
    }

    @Test("values that cannot be used are refused before anything is sent")
    func badValues() throws {
        let address = try PlexServerAddress("http://127.0.0.1:1")
        let good = PlexClientConfiguration(address: address, clientIdentifier: "id")
        var configuration = good
        configuration.clientIdentifier = "a\r\nX-Evil: 1"
        #expect(throws: PlexConfigurationError.invalidHeader(name: "X-Plex-Client-Identifier")) {
            try PlexClient(configuration: configuration)
        }
        configuration = good
        configuration.requestTimeout = .zero
        #expect(throws: PlexConfigurationError.invalidTimeout(.zero)) { try PlexClient(configuration: configuration) }
        for target in ["", "192.168.1.4:32400", "a b", "http://x", "[plex]", "12:34"] {
            configuration = good
            configuration.connectTo = target
            #expect(throws: PlexConfigurationError.self) { try PlexClient(configuration: configuration) }
        }
        for path in ["/nonexistent/ca.pem", "/dev/null"] {
            configuration = good
            configuration.tlsCAFile = path
            let error = #expect(throws: PlexConfigurationError.self) { try PlexClient(configuration: configuration) }
            #expect(error?.description.contains(path) == true)
        }
    }
}
