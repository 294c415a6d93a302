// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import NIOSSL
import PlexClient
import Testing

@Suite("Secure connections", .timeLimit(.minutes(1)))
struct TLSTests {
    /// What to try, and what comes of it.
    struct Case: Sendable, CustomTestStringConvertible {
        /// The host of the url.
        var host: String
        /// Whether the server shows the self-signed certificate rather than the one of the authority.
        var isSelfSigned = false
        /// How much is checked.
        var verification: PlexClientConfiguration.TLSVerification
        /// The certificate to trust, if not the system's.
        var trusted: String?
        /// Whether the answer is read.
        var succeeds: Bool

        var testDescription: String {
            let file =
                self.trusted == nil
                ? "the system's" : self.trusted == Certificates.authority ? "the authority" : "itself"
            return "\(self.host), \(self.verification), trusting \(file)"
        }
    }

    @Test(
        "the certificate is checked as asked",
        arguments: [
            Case(host: "plex.test", verification: .full, trusted: Certificates.authority, succeeds: true),
            Case(
                host: "192-168-1-4.0123456789abcdef.plex.direct", verification: .full, trusted: Certificates.authority,
                succeeds: true),
            Case(host: "other.test", verification: .full, trusted: Certificates.authority, succeeds: false),
            Case(host: "other.test", verification: .certificate, trusted: Certificates.authority, succeeds: true),
            Case(host: "plex.test", verification: .full, trusted: nil, succeeds: false),
            Case(host: "plex.test", verification: .certificate, trusted: nil, succeeds: false),
            Case(host: "plex.test", verification: .none, trusted: nil, succeeds: true),
            Case(host: "plex.test", verification: .full, trusted: Certificates.selfSigned, succeeds: false),
            Case(
                host: "localhost", isSelfSigned: true, verification: .full, trusted: Certificates.selfSigned,
                succeeds: true),
            Case(
                host: "127.0.0.1", isSelfSigned: true, verification: .full, trusted: Certificates.selfSigned,
                succeeds: true),
            // Another name, but the certificate is for the address that was connected to.
            Case(
                host: "plex.test", isSelfSigned: true, verification: .full, trusted: Certificates.selfSigned,
                succeeds: true),
            Case(
                host: "localhost", isSelfSigned: true, verification: .full, trusted: Certificates.authority,
                succeeds: false),
            Case(
                host: "127.0.0.1", verification: .full, trusted: Certificates.authority, succeeds: false),
        ])
    func verification(example: Case) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "plex-client-\(UUID().uuidString).pem")
        defer { try? FileManager.default.removeItem(at: file) }
        if let trusted = example.trusted { try Data(trusted.utf8).write(to: file) }
        let context = try Self.context(isSelfSigned: example.isSelfSigned)
        try await StubServer.run(.always([.answer(Payloads.activities)]), tls: context) { server, port in
            try await withClient(
                port: port,
                adjust: { configuration in
                    configuration.address = try PlexServerAddress("https://\(example.host):\(port)")
                    configuration.connectTo = example.host == "127.0.0.1" ? nil : "127.0.0.1"
                    configuration.tlsVerification = example.verification
                    configuration.tlsCAFile = example.trusted == nil ? nil : file.path
                },
                body: { client in
                    let error = await failure { try await client.activities() }
                    if example.succeeds {
                        #expect(error == nil)
                        // Connecting elsewhere leaves the name of the server as it is.
                        let head = server.seen.requests.first?.head.lowercased()
                        #expect(head?.contains("\r\nhost: \(example.host):\(port)\r\n") == true)
                        return
                    }
                    guard case .tls(let cause) = error?.reason else {
                        Issue.record("\(String(describing: error))")
                        return
                    }
                    #expect(cause.contains("the server's certificate"))
                    #expect(server.seen.requests.isEmpty)
                })
        }
    }

    @Test("https to a server without TLS says so")
    func plainServer() async throws {
        let script = StubServer.Script { _ in [] }
        try await StubServer.run(script, greeting: "HTTP/1.1 400 Bad Request\r\n\r\n") { _, port in
            try await withClient(
                port: port,
                adjust: { $0.address = try PlexServerAddress("https://127.0.0.1:\(port)") },
                body: { client in
                    let error = await failure { try await client.activities() }
                    #expect(error?.reason == .tls(cause: "the server does not speak TLS here; use http://"))
                })
        }
    }

    @Test("http is sent to the address to connect to, with the host of the url")
    func connectTo() async throws {
        try await StubServer.run(.always([.answer(Payloads.activities)])) { server, port in
            try await withClient(
                port: port,
                adjust: {
                    $0.address = try PlexServerAddress("http://plex.test:\(port)")
                    $0.connectTo = "127.0.0.1"
                },
                body: { client in
                    let answer = try await client.activities()
                    #expect(answer.status == 200)
                    #expect(
                        server.seen.requests.first?.head.lowercased().contains("\r\nhost: plex.test:\(port)\r\n")
                            == true)
                })
        }
    }

    /// What the server shows.
    private static func context(isSelfSigned: Bool) throws -> NIOSSLContext {
        let certificate = isSelfSigned ? Certificates.selfSigned : Certificates.server
        let key = isSelfSigned ? Certificates.selfSignedKey : Certificates.serverKey
        return try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [.certificate(try NIOSSLCertificate(bytes: Array(certificate.utf8), format: .pem))],
                privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem))))
    }
}
