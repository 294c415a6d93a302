// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Testing

/// Wrong turns with certificates: a server of openssl(1) has the certificate, and `check --online` gives the cure.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct CertificateTurnTests {
    /// Runs a test with a server whose certificate, signed by itself, is for a host name.
    private func with(
        certificateFor host: String, _ body: (_ stage: Stage, _ url: String, _ certificate: String) async throws -> Void
    ) async throws {
        try await Stage.with { stage in
            let (key, certificate) = ("\(stage.home.path)/key.pem", "\(stage.home.path)/certificate.pem")
            let made = try await stage.run(
                "/usr/bin/openssl",
                [
                    "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=\(host)",
                    "-addext", "subjectAltName=DNS:\(host)", "-keyout", key, "-out", certificate,
                ])
            try #require(made.code == 0, "\(made)")
            let port = Observed<String?>(nil)
            let server = try ChildProcess.start(
                "/usr/bin/openssl",
                arguments: ["s_server", "-accept", "127.0.0.1:0", "-cert", certificate, "-key", key, "-www"],
                environment: [:], standardError: "\(stage.home.path)/openssl",
                onLines: { lines in
                    let line = lines.first { $0.hasPrefix("ACCEPT ") }
                    if let number = line?.split(separator: ":").last { port.change { $0 = $0 ?? String(number) } }
                },
                onEnd: { _ in })
            defer { server.signal(9) }
            let number = try #require(await port.first(within: Daemon.patience) { $0 })
            try await body(stage, "https://127.0.0.1:\(number)", certificate)
        }
    }

    @Test("the certificate is signed by itself")
    func selfSigned() async throws {
        try await self.with(certificateFor: "plex.example") { stage, url, _ in
            try stage.home.configure(ServerText(url: url, tokenFile: stage.home.tokenFile).text)
            let check = try await stage.tool("check", "--online")
            #expect(check.code == 69)
            #expect(
                check.text.contains(
                    "home: reach: GET /identity at \(url): no secure connection: the server's certificate is not signed by "
                        + "an authority that is trusted here, or has expired; name its authority in tls-ca-file\n"
                        + "         what to do: set tls-ca-file to the server's certificate, or to that of its authority"
                ),
                "\(check)")
        }
    }

    @Test("the certificate is for another host")
    func otherHost() async throws {
        try await self.with(certificateFor: "plex.example") { stage, url, certificate in
            try stage.home.configure(
                ServerText(url: url, tokenFile: stage.home.tokenFile).text + "tls-ca-file = \"\(certificate)\"\n")
            let check = try await stage.tool("check", "--online")
            #expect(check.code == 69)
            #expect(
                check.text.contains(
                    "home: reach: GET /identity at \(url): no secure connection: the server's certificate is for another "
                        + "host; use a host name that it names, with connect-to if needed\n"
                        + "         what to do: set url to a name in the certificate, with connect-to = \"the address\", or "
                        + "tls-verify = \"certificate\""), "\(check)")
        }
    }
}
