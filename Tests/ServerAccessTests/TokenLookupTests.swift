// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import MonitorConfiguration
import PlexClient
import ServerAccess
import Systemd
import Testing

@Suite("The lookup of a token")
struct TokenLookupTests {
    private static let token = "aB3-_xY9zK1mN2pQ7rS4"

    /// What a lookup finds in a token file with this text.
    private static func find(_ text: String) throws -> TokenLookup.Finding {
        let directory = FileManager.default.temporaryDirectory.path + "/token-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try #require(FileManager.default.createFile(atPath: "\(directory)/token", contents: Data(text.utf8)))
        let lookup = TokenLookup(credentials: Credentials(environment: [:]), directory: directory)
        let finding = lookup.find(for: ServerConfiguration(name: "home", url: "http://127.0.0.1:32400"))
        if case .token(_, let place) = finding { #expect(place == "\(directory)/token") }
        return finding
    }

    @Test(
        "takes the token out of what people paste",
        arguments: [
            "TOKEN\n", "\"TOKEN\"\n", "X-Plex-Token=TOKEN\n", "http://192.168.1.4:32400/library?X-Plex-Token=TOKEN&a=1",
            "PlexOnlineToken=\"TOKEN\"", "\u{FEFF}TOKEN\r\n",
        ])
    func pasted(text: String) throws {
        let finding = try Self.find(text.replacing("TOKEN", with: Self.token))
        guard case .token(let token, _) = finding else {
            Issue.record("\(finding)")
            return
        }
        #expect(try token == PlexToken(Self.token))
    }

    @Test(
        "refuses at once what cannot be a token, with the place and without the text",
        arguments: ["two words", "https://app.plex.tv/desktop", "caf\u{E9}", "\u{1}\u{2}"])
    func refused(text: String) throws {
        let finding = try Self.find(text)
        guard case .unusable(let place, .invalidToken(let reason)) = finding else {
            Issue.record("\(finding)")
            return
        }
        #expect(place.hasSuffix("/token"))
        #expect(!reason.contains(text))
    }

    @Test("a blank file means that no token is sent")
    func blank() throws {
        guard case .token(let token, _) = try Self.find(" \n") else {
            Issue.record("a blank file is a token")
            return
        }
        #expect(token.isEmpty)
    }
}
