// SPDX-License-Identifier: Apache-2.0

/// A setting that cannot be used, found before any request is sent.
///
/// No description shows a query, a password in a url, or a token.
public enum PlexConfigurationError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The url of the server is not one.
    case invalidURL(reason: String)
    /// The address to connect to is neither an IP address nor a host name.
    case invalidConnectTo(reason: String)
    /// The token cannot stand in a header.
    case invalidToken(reason: String)
    /// A value for a header, such as the client identifier, cannot stand in one.
    case invalidHeader(name: String)
    /// The file with the certificate authority cannot be read or holds no certificate.
    case unreadableCertificateFile(path: String, reason: String)
    /// The time limit is not positive.
    case invalidTimeout(Duration)

    /// One sentence for the operator: what is wrong, and what to do.
    public var description: String {
        switch self {
        case .invalidURL(let reason):
            "the url of the server cannot be used: \(reason); write it like http://127.0.0.1:32400"
        case .invalidConnectTo(let reason):
            "the address to connect to cannot be used: \(reason); write an IP address or a host name"
        case .invalidToken(let reason):
            "the token cannot be used: \(reason); put nothing but the token into its file"
        case .invalidHeader(let name):
            "the value for \(name) cannot be used: it is too long or holds control characters"
        case .unreadableCertificateFile(let path, let reason):
            "the certificate file \(path) cannot be used: \(reason); it must hold certificates in PEM form"
        case .invalidTimeout(let duration):
            "the request timeout of \(duration) cannot be used: it must be longer than nothing"
        }
    }
}
