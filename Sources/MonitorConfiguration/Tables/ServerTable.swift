// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

extension TableReader<ServerKey> {
    /// The server that this table configures, or nil where it has no usable name or url.
    func server() -> ServerConfiguration? {
        let url = self.url()
        let name = self.serverName(host: url?.host)
        let pollInterval = self.duration(.pollInterval, in: .seconds(1) ... .seconds(3_600))
        let requestTimeout = self.duration(.requestTimeout, in: .seconds(1) ... .minutes(2))
        let notifications = self.choice(.notifications, of: ServerConfiguration.Notifications.self)
        let clientIdentifier = self.name(
            .clientIdentifier, longest: 128, of: "letters, digits, '-', '.', '_' and ':'", Self.isIdentifierByte
        )
        let tokenFile = self.absolutePath(.tokenFile)
        let tlsCAFile = self.absolutePath(.tlsCAFile)
        let tlsVerify = self.choice(.tlsVerify, of: ServerConfiguration.TLSVerification.self)
        let connectTo = self.name(
            .connectTo, longest: 253, of: "the letters, digits, '-', '.' and ':' of an address or host name",
            Self.isIdentifierByte
        )
        if url?.scheme == "http", tlsVerify != nil || tlsCAFile != nil {
            self.report(
                tlsVerify != nil ? .tlsVerify : .tlsCAFile, "has no meaning with an http:// url", severity: .warning
            )
        }
        guard let url, let name else { return nil }
        var server = ServerConfiguration(name: name, url: url.text)
        server.tokenFile = tokenFile
        server.pollInterval = pollInterval ?? server.pollInterval
        server.requestTimeout = requestTimeout ?? server.requestTimeout
        server.notifications = notifications ?? server.notifications
        server.clientIdentifier = clientIdentifier
        server.tlsCAFile = tlsCAFile
        server.tlsVerify = tlsVerify ?? server.tlsVerify
        server.connectTo = connectTo
        return server
    }

    /// The name, by default the url's host; part of the names of credentials and token files.
    private func serverName(host: String?) -> String? {
        let characters = "letters, digits, '-', '.' and '_'"
        guard !self.has(.name) else {
            guard let name = self.name(.name, of: characters, Self.isNameByte) else { return nil }
            guard name.utf8.first != UInt8(ascii: ".") else {
                self.report(.name, "must not begin with a dot")
                return nil
            }
            return name
        }
        guard let host else { return nil }
        guard host.utf8.count <= 64, host.utf8.allSatisfy(Self.isNameByte) else {
            self.reportMissing(.name, "is required, because the url's host is no name of \(characters)")
            return nil
        }
        return host
    }

    /// The url with its scheme and host in lower case. Its text is not shown where it may hold a token or password.
    private func url() -> (text: String, scheme: String, host: String)? {
        guard self.has(.url) else {
            self.reportMissing(.url, "is required, such as \"http://127.0.0.1:32400\"")
            return nil
        }
        guard case .string(let text)? = self.values[ServerKey.url.rawValue] else {
            self.reportWithoutValue(.url, "must be a text in quotes, such as \"http://127.0.0.1:32400\"")
            return nil
        }
        switch ServerURL.parse(text) {
        case .success(let url): return (url.text, url.scheme, url.host)
        case .failure(let fault):
            if fault.mayHoldSecret {
                self.reportWithoutValue(.url, fault.message)
            } else {
                self.report(.url, fault.message)
            }
            return nil
        }
    }

    /// Whether a byte may stand in a server's name.
    private static func isNameByte(_ byte: UInt8) -> Bool {
        TOMLScanner.isBareKeyByte(byte) || byte == UInt8(ascii: ".")
    }

    /// Whether a byte may stand in a client identifier or an address.
    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        Self.isNameByte(byte) || byte == UInt8(ascii: ":")
    }
}
