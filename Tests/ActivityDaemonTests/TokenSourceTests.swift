// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration
import Systemd
import Testing

@testable import ActivityDaemon
@testable import PlexClient

@Suite("Tokens")
struct TokenSourceTests {
    private let credentials: TemporaryDirectory
    private let files: TemporaryDirectory

    init() throws {
        self.credentials = try TemporaryDirectory()
        self.files = try TemporaryDirectory()
    }

    private func reading(hasCredentials: Bool = true, tokenFile: String? = nil) -> TokenReading {
        let environment = hasCredentials ? ["CREDENTIALS_DIRECTORY": self.credentials.path] : [:]
        return SystemTokenSource(credentials: Credentials(environment: environment), directory: self.files.path)
            .token(for: ServerConfiguration(name: "home", url: "http://127.0.0.1", tokenFile: tokenFile))
    }

    @Test("the credential of the server's own name comes before the one for all")
    func order() throws {
        try self.credentials.write("all\n", to: "plex-token")
        #expect(try self.reading() == TokenReading(token: PlexToken("all")))
        try self.credentials.write("under", to: "plex-token_home")
        #expect(try self.reading() == TokenReading(token: PlexToken("under")))
        try self.credentials.write("dot", to: "plex-token.home")
        #expect(try self.reading() == TokenReading(token: PlexToken("dot")))
        try self.files.write(" file ", to: "mine")
        #expect(try self.reading(tokenFile: self.files.path + "/mine") == TokenReading(token: PlexToken("file")))
    }

    @Test("files count only where there is no directory of credentials")
    func withoutCredentials() throws {
        try self.files.write("file", to: "token")
        #expect(self.reading().token.isEmpty)
        #expect(try self.reading(hasCredentials: false).token == PlexToken("file"))
        try self.files.write("own", to: "token.home")
        #expect(try self.reading(hasCredentials: false).token == PlexToken("own"))
    }

    @Test("a blank credential is no token, and says what to do about it")
    func blank() throws {
        try self.credentials.write(" ", to: "plex-token")
        let reading = self.reading()
        #expect(reading.token.isEmpty)
        #expect(reading.complaint?.contains("systemctl restart plex-activityd") == true)
    }

    @Test(
        "what is missing or unfit is one sentence that does not hold the secret",
        arguments: [
            nil, "two words", "bad\u{1}character", String(repeating: "x", count: 70_000),
        ])
    func unfit(content: String?) throws {
        if let content { try self.files.write(content, to: "mine") }
        let reading = self.reading(tokenFile: self.files.path + "/mine")
        #expect(reading.token.isEmpty)
        let complaint = try #require(reading.complaint)
        #expect(complaint.contains(self.files.path + "/mine") && !complaint.contains("\n"))
        if let content { #expect(!complaint.contains(content)) }
    }

    @Test("a directory in the place of a token is unreadable and says so")
    func unreadable() {
        let reading = self.reading(tokenFile: self.files.path)
        #expect(reading.token.isEmpty && reading.complaint?.contains("cannot be read") == true)
    }
}
