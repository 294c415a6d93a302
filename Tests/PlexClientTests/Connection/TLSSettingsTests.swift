// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import Testing

@testable import PlexClient

@Suite("Settings of TLS", .timeLimit(.minutes(1)))
struct TLSSettingsTests {
    /// A folder that is gone with the test.
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "plex-client-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(at: folder) }
        try await body(folder.path)
    }

    /// A configuration with these settings.
    private func configuration(
        _ verification: PlexClientConfiguration.TLSVerification = .full, file: String? = nil
    ) throws -> PlexClientConfiguration {
        PlexClientConfiguration(
            address: try PlexServerAddress("https://plex.test"), tlsVerification: verification, tlsCAFile: file,
            clientIdentifier: "a")
    }

    @Test("are shared by all clients that ask for the same, and forgotten with the last of them")
    func shared() async throws {
        try await self.withFolder { folder in
            let (first, second, third) = (folder + "/1.pem", folder + "/2.pem", folder + "/3.pem")
            // A content of its own, which no test beside this one shares. What precedes a certificate has no meaning.
            let content = Data("\(UUID().uuidString)\n\(Certificates.authority)".utf8)
            try content.write(to: URL(filePath: first))
            try content.write(to: URL(filePath: second))
            try Data(Certificates.selfSigned.utf8).write(to: URL(filePath: third))
            weak var forgotten: TLSSettings?
            func share() throws {
                let settings = try TLSSettings.of(self.configuration(file: first))
                forgotten = settings
                #expect(try TLSSettings.of(self.configuration(file: first)) === settings)
                #expect(try TLSSettings.of(self.configuration(file: second)) === settings)
                #expect(try TLSSettings.of(self.configuration(file: third)) !== settings)
                #expect(try TLSSettings.of(self.configuration(.certificate, file: first)) !== settings)
                #expect(try TLSSettings.of(self.configuration()) !== settings)
                #expect(try settings.sharedContext() === settings.sharedContext())
            }
            try share()
            #expect(forgotten == nil)
            // Another content under the same name is another authority.
            try Data(Certificates.selfSigned.utf8).write(to: URL(filePath: first))
            _ = try TLSSettings.of(self.configuration(file: first)).sharedContext()
        }
    }

    @Test("tell a file that is missing from one that is no file and from one that holds no certificate")
    func files() async throws {
        try await self.withFolder { folder in
            try Data("-----BEGIN NONSENSE-----".utf8).write(to: URL(filePath: folder + "/empty.pem"))
            // Opening it would wait for a writer.
            #expect(unsafe mkfifo(folder + "/fifo", 0o600) == 0)
            for (name, reason) in [
                ("missing.pem", "there is no such file"), ("empty.pem/a", "there is no such file"),
                ("fifo", "it is not a regular file"), ("", "it is not a regular file"),
                ("empty.pem", "it holds no certificate"),
            ] {
                let path = folder + "/" + name
                #expect(throws: PlexConfigurationError.unreadableCertificateFile(path: path, reason: reason)) {
                    try TLSSettings.of(self.configuration(file: path))
                }
            }
        }
    }

    /// Tells the protocol that a handshake agreed on.
    private final class Negotiation: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let agreed: EventLoopPromise<String?>

        init(agreed: EventLoopPromise<String?>) {
            self.agreed = agreed
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case TLSUserEvent.handshakeCompleted(let name)? = event as? TLSUserEvent { self.agreed.succeed(name) }
            context.fireUserInboundEventTriggered(event)
        }
    }

    @Test("offer HTTP/1.1 alone, so that a server cannot choose HTTP/2")
    func protocols() async throws {
        var server = TLSConfiguration.makeServerConfiguration(
            certificateChain: [
                .certificate(try NIOSSLCertificate(bytes: Array(Certificates.server.utf8), format: .pem))
            ],
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(Certificates.serverKey.utf8), format: .pem)))
        server.applicationProtocols = ["h2", "http/1.1"]
        let context = try NIOSSLContext(configuration: server)
        let agreed = MultiThreadedEventLoopGroup.singleton.any().makePromise(of: String?.self)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        NIOSSLServerHandler(context: context), Negotiation(agreed: agreed),
                    ])
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        try await withClient(
            port: port, timeout: .seconds(600),
            adjust: {
                $0.address = try PlexServerAddress("https://127.0.0.1:\(port)")
                $0.tlsVerification = .none
            },
            body: { client in
                let request = Task { await failure { try await client.activities() } }
                let name = try await agreed.futureResult.get()
                #expect(name == "http/1.1")
                request.cancel()
                _ = await request.value
            })
        try await channel.close()
    }
}
