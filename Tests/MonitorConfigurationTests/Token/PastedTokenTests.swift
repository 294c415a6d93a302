// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration
import Testing

/// The forms in which administrators paste a token.
struct PastedTokenTests {
    private static let token = "aB3-dE_fGhIjKlMnOpQr"

    @Test(
        "each usual form of a token is recognised",
        arguments: [
            "@", " @\n", "\t@\r\n", "\"@\"", "'@'", "`@`", "\u{201C}@\u{201D}", "\u{FEFF}@\n", "\u{FEFF}\"@\"\n",
            "X-Plex-Token=@", "x-plex-token=@", "X-Plex-Token: @", "X-Plex-Token = \"@\"", "&X-Plex-Token=@",
            "X-Plex-Token=\"@\"\n", "\"X-Plex-Token=@\"", "export X-Plex-Token=@",
            "http://192.0.2.1:32400/library/sections?X-Plex-Token=@", "https://example.org/?X-Plex-Token=@&a=b",
            "https://example.org/?a=b&X-Plex-Token=@#part", "\"https://example.org/?X-Plex-Token=@\"",
            "https://example.org/video?checkFiles=1&X-Plex-Token=@ HTTP/1.1",
            "PlexOnlineToken=\"@\"", "PlexOnlineToken='@'", "PlexOnlineToken=@",
            "<?xml version=\"1.0\"?>\n<Preferences OldestPreviousVersion=\"legacy\" PlexOnlineToken=\"@\" a=\"b\"/>",
        ])
    func eachUsualFormOfATokenIsRecognised(form: String) throws {
        #expect(try PastedToken.token(in: form.replacing("@", with: Self.token)) == Self.token)
    }

    @Test("a JSON Web Token is a token")
    func aJSONWebTokenIsAToken() throws {
        let token = "eyJhbGciOiJFZERTQSJ9.eyJleHAiOjE3NjR9.c2lnbmF0dXJl-_"
        #expect(try PastedToken.token(in: token) == token)
        let longest = String(repeating: "a", count: PastedToken.maximumLength)
        #expect(try PastedToken.token(in: longest) == longest)
    }

    @Test(
        "white space is no token, and no error",
        arguments: ["", " ", "\n", "\u{FEFF}", "\u{FEFF} \r\n", "\"\"", "X-Plex-Token=", "PlexOnlineToken=\"\""])
    func whiteSpaceIsNoTokenAndNoError(text: String) throws {
        #expect(try PastedToken.token(in: text).isEmpty)
    }

    @Test(
        "a text that cannot be a token is refused",
        arguments: [
            ("https://app.plex.tv/desktop/#!/settings", PastedToken.Refusal.noTokenInside),
            ("http://127.0.0.1:32400", .noTokenInside), ("<Preferences/>", .noTokenInside),
            ("\"https://example.org\"", .noTokenInside),
            ("a token", .severalWords), ("one\ntwo", .severalWords), ("X-Plex-Token=one two", .severalWords),
            ("tök", .forbiddenCharacter), ("a=b", .forbiddenCharacter), ("token:abc", .forbiddenCharacter),
            ("/etc/plex-activityd/token", .forbiddenCharacter), ("\"open", .forbiddenCharacter),
            ("a\u{0}b", .forbiddenCharacter), ("a\u{200B}b", .forbiddenCharacter),
            (String(repeating: "a", count: PastedToken.maximumLength + 1), .tooLong),
        ])
    func aTextThatCannotBeATokenIsRefused(text: String, refusal: PastedToken.Refusal) {
        #expect(throws: refusal) { try PastedToken.token(in: text) }
    }

    @Test(
        "a refusal says what to put into the file",
        arguments: [
            PastedToken.Refusal.noTokenInside, .severalWords, .forbiddenCharacter, .tooLong,
        ])
    func aRefusalSaysWhatToPutIntoTheFile(refusal: PastedToken.Refusal) {
        #expect(refusal.description.contains("into the file"))
    }
}
