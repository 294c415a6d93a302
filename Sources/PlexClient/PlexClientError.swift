// SPDX-License-Identifier: Apache-2.0

/// Why a request brought no answer that can be used.
///
/// The status decides first: an answer outside of 200 to 299 is an error of its status, whatever its body is.
public struct PlexClientError: Error, Hashable, Sendable {
    /// What went wrong. Every text in it is printable, bounded and free of the token.
    public enum Reason: Hashable, Sendable {
        /// 401, or 498 for a JSON Web Token that has expired: the server does not accept the token.
        case unauthorized(status: Int)
        /// 401 to a request without a token: the server does not answer without one.
        case tokenMissing
        /// 400; to a cancel request: the activity is not cancellable.
        case badRequest(excerpt: String)
        /// 403: the token's account may not do that.
        case forbidden(excerpt: String)
        /// 404: the server has nothing of this name, or no longer.
        case notFound(excerpt: String)
        /// 429, with the time to wait where the server gave one.
        case tooManyRequests(retryAfter: Duration?)
        /// 301, 302, 303, 307 or 308. Redirects are not followed, for the token would go with them. The location is
        /// without its query.
        case redirected(status: Int, location: String?)
        /// Any other status outside of 200 to 299, with the time to wait where the server gave one.
        case http(status: Int, retryAfter: Duration?, excerpt: String)
        /// A status from 200 to 299 with a body that is not JSON: XML, HTML, cut off, or nested too deeply.
        case notJSON(contentType: String?, detail: String, excerpt: String)
        /// JSON, but not the container that belongs there, or more rows than are believable.
        case unreadable(detail: String)
        /// The body is, or announced that it would be, longer than this many bytes.
        case tooLarge(limit: Int)
        /// The server ended a stream of notifications in an orderly way; with the code and the words of a WebSocket's
        /// goodbye (RFC 6455 section 7.4) where there were any.
        case streamEnded(code: Int?, words: String)
        /// A stream of notifications brought nothing for this time, not even a sign of life.
        case silent(for: Duration)
        /// What came in a stream of notifications breaks the rules of its protocol.
        case malformedStream(detail: String)
        /// The answer was not complete within this time.
        case timedOut(after: Duration)
        /// No connection came about; the system's error number, where there is one, tells a sandbox (1, EPERM) from a
        /// server that is not running (111, ECONNREFUSED).
        case unreachable(cause: String, errno: Int32?)
        /// The connection broke, or what came over it was not HTTP, before the answer was complete. The cause is a
        /// whole clause.
        case connectionLost(cause: String, errno: Int32?)
        /// The TLS handshake failed.
        case tls(cause: String)
        /// The request was not sent, because what it names cannot stand in a path.
        case invalidRequest(detail: String)
        /// The task that waited for the answer was cancelled.
        case cancelled
        /// The client had been shut down.
        case shutDown
    }

    /// The method of the request.
    public var method: String
    /// The path of the request, as it was sent; it never holds the token.
    public var path: String
    /// What went wrong.
    public var reason: Reason
    /// The server's scheme, host and port, such as `http://127.0.0.1:32400`; nil where no server was chosen yet.
    public var server: String?
    /// Whether the server may have received the request, and acted on it, although no answer can be used.
    ///
    /// False means for certain that it has not: no connection came about, or it broke before the last byte of the
    /// request went to the system.
    public var mayHaveBeenReceived: Bool

    /// An error with these values.
    ///
    /// - Parameters:
    ///   - method: The method of the request.
    ///   - path: The path of the request, without the token.
    ///   - reason: What went wrong.
    ///   - server: The server's scheme, host and port.
    ///   - mayHaveBeenReceived: Whether the server may have received the request; nil for what the reason suggests.
    public init(
        method: String, path: String, reason: Reason, server: String? = nil, mayHaveBeenReceived: Bool? = nil
    ) {
        self.method = method
        self.path = path
        self.reason = reason
        self.server = server
        self.mayHaveBeenReceived = mayHaveBeenReceived ?? reason.suggestsReceipt
    }

    /// The status of the answer; nil where there was none outside of 200 to 299.
    public var status: Int? {
        switch self.reason {
        case .unauthorized(let status), .redirected(let status, _), .http(let status, _, _): status
        case .tokenMissing: 401
        case .badRequest: 400
        case .forbidden: 403
        case .notFound: 404
        case .tooManyRequests: 429
        default: nil
        }
    }

    /// How long the server asked to wait before the next request; nil where it did not.
    public var retryAfter: Duration? {
        switch self.reason {
        case .tooManyRequests(let duration), .http(_, let duration, _): duration
        default: nil
        }
    }

}

extension PlexClientError.Reason {
    /// Whether the server usually has the request when this happens.
    fileprivate var suggestsReceipt: Bool {
        switch self {
        case .unreachable, .tls, .invalidRequest, .shutDown: false
        default: true
        }
    }

    /// Whether the reason is about the connection, and not about an answer.
    fileprivate var isAboutConnection: Bool {
        switch self {
        case .unreachable, .connectionLost, .tls, .timedOut, .silent, .streamEnded: true
        default: false
        }
    }
}

extension PlexClientError: CustomStringConvertible {
    /// One sentence for the operator: the request, what happened, and what to do where that is known.
    public var description: String {
        let place = self.reason.isAboutConnection ? self.server.map { " at \($0)" } ?? "" : ""
        return "\(self.method) \(self.path)\(place): \(self.text)"
    }

    /// What happened, without the request.
    private var text: String {
        switch self.reason {
        case .timedOut(let duration) where !self.mayHaveBeenReceived: "no connection within \(duration)"
        default: self.reason.description
        }
    }
}

extension PlexClientError.Reason: CustomStringConvertible {
    /// What happened, and what to do where that is known, without the request.
    public var description: String {
        switch self {
        case .tokenMissing:
            "no token was sent, and Plex does not answer without one (401)"
        case .unauthorized(498):
            "Plex says that the token has expired (498); put a new one into the token file"
        case .unauthorized(let status):
            "Plex refused the token (\(status)); put a valid one into the token file"
        case .badRequest(let excerpt): "Plex refused the request (400)\(Self.quote(excerpt))"
        case .forbidden(let excerpt):
            "Plex does not let this token do that (403); use the token of the server's owner\(Self.quote(excerpt))"
        case .notFound(let excerpt): "Plex did not find it (404)\(Self.quote(excerpt))"
        case .tooManyRequests(let duration):
            "Plex had too many requests (429)" + (duration.map { " and asks to wait \($0)" } ?? "")
        case .redirected(let status, let location):
            "Plex redirects (\(status))" + (location.map { " to \($0)" } ?? "")
                + "; redirects are not followed, because the token would go along; set url to where Plex itself answers"
        case .http(let status, _, let excerpt): "Plex answered with the status \(status)\(Self.quote(excerpt))"
        case .notJSON(let contentType, let detail, let excerpt):
            "the answer is not JSON (\(contentType ?? "no content type"): \(detail))\(Self.quote(excerpt))"
        case .unreadable(let detail): "the answer cannot be read: \(detail)"
        case .tooLarge(let limit): "the answer is longer than \(limit) bytes; the rest was not read"
        case .streamEnded(let code, let words):
            "Plex ended the stream" + (code.map { " with the code \($0)" } ?? "") + Self.quote(words)
        case .silent(let duration):
            "nothing came for \(duration), not even a sign of life; the connection is closed"
        case .malformedStream(let detail): "the stream breaks the rules of its protocol: \(detail)"
        case .timedOut(let duration): "no complete answer within \(duration)"
        case .unreachable(let cause, let number): "no connection: \(cause)\(Self.number(number))"
        case .connectionLost(let cause, let number): "\(cause)\(Self.number(number))"
        case .tls(let cause): "no secure connection: \(cause)"
        case .invalidRequest(let detail): "not sent: \(detail)"
        case .cancelled: "cancelled before the answer came"
        case .shutDown: "not sent: the client has been shut down"
        }
    }

    /// The excerpt in quotes, or nothing when it is empty.
    private static func quote(_ excerpt: String) -> String {
        excerpt.isEmpty ? "" : "; it says “\(excerpt)”"
    }

    /// The system's error number in brackets, or nothing.
    private static func number(_ number: Int32?) -> String {
        number.map { " (errno \($0))" } ?? ""
    }
}
