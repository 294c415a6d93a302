// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1

extension PlexClientConfiguration {
    /// The headers of every request, without the token.
    func requestHeaders() throws(PlexConfigurationError) -> HTTPHeaders {
        let port = self.address.port == self.address.scheme.defaultPort ? "" : ":\(self.address.port)"
        var headers: HTTPHeaders = [
            "Host": self.address.bracketedHost + port,
            // Without it the server answers in XML.
            "Accept": "application/json",
            // A small body that unfolds into a large one has no way in.
            "Accept-Encoding": "identity",
        ]
        let userAgent = self.version.isEmpty ? self.product : "\(self.product)/\(self.version)"
        for (name, value) in [
            ("User-Agent", userAgent),
            ("X-Plex-Client-Identifier", self.clientIdentifier),
            ("X-Plex-Product", self.product),
            ("X-Plex-Version", self.version),
            ("X-Plex-Device-Name", self.deviceName),
            ("X-Plex-Platform", "Linux"),
        ] where !value.isEmpty {
            guard value.utf8.count <= 256, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw .invalidHeader(name: name)
            }
            headers.add(name: name, value: value)
        }
        return headers
    }
}

/// The bytes of a request's head that are the same for every request to a server: all but its first line.
struct RequestHeader: Sendable {
    /// The token in it.
    let token: PlexToken
    /// The headers without the token.
    private let headers: HTTPHeaders
    /// What stands before every path.
    private let pathPrefix: String
    /// The header lines and the empty line after them.
    private let lines: [UInt8]

    /// The header of requests with this token.
    ///
    /// - Parameter headers: Checked: no name and no value holds the end of a line.
    init(_ headers: HTTPHeaders, pathPrefix: String, token: PlexToken) {
        self.token = token
        self.headers = headers
        self.pathPrefix = pathPrefix
        var text = " HTTP/1.1\r\n"
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        if !token.isEmpty { text += "X-Plex-Token: \(token.secret)\r\n" }
        self.lines = Array((text + "\r\n").utf8)
    }

    /// The same header with another token.
    func with(_ token: PlexToken) -> Self {
        Self(self.headers, pathPrefix: self.pathPrefix, token: token)
    }

    /// The bytes of a request, which has no body.
    func bytes(_ request: PlexRequest) -> ByteBuffer {
        var buffer = ByteBuffer()
        let method = request.method.rawValue
        buffer.reserveCapacity(
            method.utf8.count + 1 + self.pathPrefix.utf8.count + request.path.utf8.count + self.lines.count)
        buffer.writeString(method)
        buffer.writeInteger(UInt8(ascii: " "))
        buffer.writeString(self.pathPrefix)
        buffer.writeString(request.path)
        buffer.writeBytes(self.lines)
        return buffer
    }
}
