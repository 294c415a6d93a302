// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import NIOSSL
import PlexClient
import Testing

@Suite("Streams over TLS", .timeLimit(.minutes(1)))
struct StreamTLSTests {
    /// What to try, and what comes of it.
    struct Case: Sendable {
        /// The host of the url.
        var host: String
        /// How much is checked.
        var verification = PlexClientConfiguration.TLSVerification.full
        /// Whether the server's authority is trusted, rather than the system's.
        var isTrusted = true
        /// Whether the stream opens.
        var succeeds: Bool
    }

    @Test(
        "the certificate is checked as for any request, under the name of the url",
        arguments: NotificationTransport.allCases,
        [
            Case(host: "plex.test", succeeds: true),
            Case(host: "192-168-1-4.0123456789abcdef.plex.direct", succeeds: true),
            Case(host: "other.test", succeeds: false),
            Case(host: "other.test", verification: .certificate, succeeds: true),
            Case(host: "plex.test", isTrusted: false, succeeds: false),
            Case(host: "plex.test", verification: .none, isTrusted: false, succeeds: true),
            Case(host: "127.0.0.1", succeeds: false),
        ])
    func verification(transport: NotificationTransport, example: Case) async throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "plex-client-\(UUID().uuidString).pem")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(Certificates.authority.utf8).write(to: file)
        let context = try NIOSSLContext(
            configuration: .makeServerConfiguration(
                certificateChain: [
                    .certificate(try NIOSSLCertificate(bytes: Array(Certificates.server.utf8), format: .pem))
                ],
                privateKey: .privateKey(
                    try NIOSSLPrivateKey(bytes: Array(Certificates.serverKey.utf8), format: .pem))))
        try await StreamServer.run(tls: context) { server, port in
            try await withClient(
                port: port,
                adjust: { configuration in
                    configuration.address = try PlexServerAddress("https://\(example.host):\(port)")
                    configuration.connectTo = "127.0.0.1"
                    configuration.tlsVerification = example.verification
                    configuration.tlsCAFile = example.isTrusted ? file.path : nil
                },
                body: { client in
                    if example.succeeds {
                        try await self.follow(client, transport, server: server, host: "\(example.host):\(port)")
                    } else {
                        let error = await failure { try await client.notifications(over: transport) }
                        guard case .tls(let cause) = error?.reason else {
                            Issue.record("\(String(describing: error))")
                            return
                        }
                        #expect(cause.contains("the server's certificate"))
                    }
                })
        }
    }

    /// Opens a stream and reads a notification.
    private func follow(
        _ client: PlexClient, _ transport: NotificationTransport, server: StreamServer, host: String
    ) async throws {
        async let opened = client.notifications(over: transport)
        let peer = try await server.accept()
        #expect(peer.header("Host") == host)
        try await peer.open(transport)
        try await peer.tell("started", "a", over: transport)
        var iterator = try await opened.makeAsyncIterator()
        #expect(try await iterator.next() != nil)
    }

    @Test("https to a server without TLS says so", arguments: NotificationTransport.allCases)
    func plainServer(transport: NotificationTransport) async throws {
        try await StubServer.run(.always([]), greeting: "HTTP/1.1 400 Bad Request\r\n\r\n") { _, port in
            try await withClient(
                port: port,
                adjust: { $0.address = try PlexServerAddress("https://127.0.0.1:\(port)") },
                body: { client in
                    let error = await failure { try await client.notifications(over: transport) }
                    #expect(error?.reason == .tls(cause: "the server does not speak TLS here; use http://"))
                })
        }
    }
}
