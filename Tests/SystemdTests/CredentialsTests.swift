// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Systemd

@Suite("Credentials")
struct CredentialsTests {
    private let directory: TemporaryDirectory
    private let credentials: Credentials

    init() throws {
        self.directory = try TemporaryDirectory()
        self.credentials = Credentials(environment: ["CREDENTIALS_DIRECTORY": self.directory.path])
    }

    @Test("the content of the file is read unchanged")
    func present() throws {
        try self.directory.write([0, 10, 255], to: "binary")
        #expect(self.credentials.read("binary") == .present(Credential(bytes: [0, 10, 255])))
        try self.directory.write([], to: "empty")
        #expect(self.credentials.read("empty") == .present(Credential(bytes: [])))
    }

    @Test("it is read anew each time")
    func anew() throws {
        try self.directory.write([1], to: "token")
        #expect(self.credentials.read("token") == .present(Credential(bytes: [1])))
        try self.directory.write([2], to: "token")
        #expect(self.credentials.read("token") == .present(Credential(bytes: [2])))
    }

    @Test("a missing one and a missing directory are the same")
    func missing() {
        #expect(self.credentials.read("token") == .missing)
        #expect(Credentials(environment: [:]).read("token") == .missing)
        #expect(Credentials(environment: ["CREDENTIALS_DIRECTORY": ""]).directory == nil)
    }

    @Test("what cannot be read says why, and no name leads out of the directory")
    func unreadable() {
        unsafe mkdir("\(self.directory.path)/directory", 0o700)
        #expect(self.credentials.read("directory") == .unreadable(errno: EISDIR))
        for name in ["", ".", "..", "../token", "/etc/passwd", "a/b", "a\0b"] {
            #expect(self.credentials.read(name) == .unreadable(errno: EINVAL), "\(name)")
        }
    }

    @Test("size is bounded")
    func size() throws {
        let largest = [UInt8](repeating: 65, count: Credentials.maximumSize)
        try self.directory.write(largest, to: "largest")
        #expect(self.credentials.read("largest") == .present(Credential(bytes: largest)))
        try self.directory.write(largest + [65], to: "larger")
        #expect(self.credentials.read("larger") == .tooLarge)
    }

    @Test(
        "blanks around the text do not count",
        arguments: [
            ("token\n", "token"), ("  a b \r\n\t", "a b"), (" ", ""), ("", ""), ("\n\n", ""), ("x", "x"),
        ]
    )
    func trimmed(_ content: String, _ text: String) {
        #expect(Credential(bytes: Array(content.utf8)).trimmedText == text)
    }

    @Test("invalid UTF-8 gives no text")
    func notText() {
        #expect(Credential(bytes: [0xFF, 0xFE]).trimmedText == nil)
    }

    @Test("it does not print itself")
    func redacted() {
        let result = CredentialResult.present(Credential(bytes: Array("secret".utf8)))
        var dumped = ""
        dump(result, to: &dumped)
        let bytes = "\(Array("secret".utf8))"
        for text in ["\(result)", String(reflecting: result), String(describing: result), dumped] {
            #expect(text.contains("redacted"))
            #expect(!text.contains("secret") && !text.contains(bytes) && !text.contains("115"))
        }
    }
}
