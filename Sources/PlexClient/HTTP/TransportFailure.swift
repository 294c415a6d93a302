// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Turns the errors of the libraries into the few that a caller can act on.
///
/// No text of an error that may quote a header is passed on.
enum TransportFailure {
    /// What an error of the connection means.
    static func reason(for error: any Error, timeout: Duration) -> PlexClientError.Reason {
        switch error {
        case is CancellationError: .cancelled
        case let error as HTTPClientError: Self.reason(for: error, timeout: timeout)
        case let error as IOError: Self.reason(for: error)
        case let error as NIOConnectionError: Self.reason(for: error, timeout: timeout)
        case is SocketAddressError, is SocketAddressError.UnknownHost:
            .unreachable(cause: "the host name cannot be resolved", errno: nil)
        case let error as ChannelError: Self.reason(for: error, timeout: timeout)
        case NIOSSLError.uncleanShutdown: .connectionLost(cause: "it was closed without a goodbye", errno: nil)
        case let error as NIOSSLError: .tls(cause: Self.cause(of: error))
        case let error as BoringSSLError: .tls(cause: Self.cause(text: "\(error)"))
        case let error as NIOSSLExtraError: .tls(cause: Self.cause(of: error))
        case is HTTPParserError: .connectionLost(cause: "what the server sent is not complete, valid HTTP", errno: nil)
        default: .connectionLost(cause: PrintableText.line("\(type(of: error))", limit: 80), errno: nil)
        }
    }

    /// What an error of AsyncHTTPClient means.
    private static func reason(for error: HTTPClientError, timeout: Duration) -> PlexClientError.Reason {
        switch error {
        case .cancelled, .requestStreamCancelled: .cancelled
        case .alreadyShutdown: .shutDown
        case .deadlineExceeded, .readTimeout, .writeTimeout, .connectTimeout, .tlsHandshakeTimeout,
            .getConnectionFromPoolTimeout:
            .timedOut(after: timeout)
        case .remoteConnectionClosed: .connectionLost(cause: "the server closed it", errno: nil)
        case .invalidURL, .emptyHost, .emptyScheme: .invalidRequest(detail: "the url is not one")
        default: .connectionLost(cause: error.shortDescription, errno: nil)
        }
    }

    /// What an error of the system means: with these numbers, a connection that stood broke; with all others, none
    /// came about.
    private static func reason(for error: IOError) -> PlexClientError.Reason {
        let number = Int32(error.errnoCode)
        switch number {
        case SystemError.brokenPipe, SystemError.connectionReset, SystemError.connectionAborted,
            SystemError.notConnected:
            return .connectionLost(cause: SystemError.text(number), errno: number)
        default:
            return .unreachable(cause: SystemError.text(number), errno: number)
        }
    }

    /// What the attempts to reach all addresses of a host name mean.
    private static func reason(for error: NIOConnectionError, timeout: Duration) -> PlexClientError.Reason {
        let numbers = error.connectionErrors.compactMap { ($0.error as? IOError)?.errnoCode }
        // A sandbox that forbids one address family is worth more to know than the refusal of the other.
        if let number = numbers.first(where: { $0 == SystemError.notPermitted }) ?? numbers.first {
            return .unreachable(cause: SystemError.text(Int32(number)), errno: Int32(number))
        }
        if !error.connectionErrors.isEmpty { return .timedOut(after: timeout) }
        return .unreachable(cause: "the host name cannot be resolved", errno: nil)
    }

    /// What an error of a channel means.
    private static func reason(for error: ChannelError, timeout: Duration) -> PlexClientError.Reason {
        switch error {
        case .connectTimeout: .timedOut(after: timeout)
        default: .connectionLost(cause: "it was closed", errno: nil)
        }
    }

    /// Why a handshake failed.
    private static func cause(of error: NIOSSLError) -> String {
        switch error {
        case .unableToValidateCertificate, .noCertificateToValidate: "the server's certificate cannot be checked"
        default: Self.cause(text: "\(error)")
        }
    }

    /// Why a certificate was refused after its signatures had been found good.
    private static func cause(of error: NIOSSLExtraError) -> String {
        switch error {
        case .failedToValidateHostname, .serverHostnameImpossibleToMatch:
            "the server's certificate is for another host; use a host name that it names, with connect-to if needed"
        default: Self.cause(text: "\(error)")
        }
    }

    /// Why a handshake failed, by the name that BoringSSL gives to the error.
    private static func cause(text: String) -> String {
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            return "the server's certificate is not signed by an authority that is trusted here, or has expired;"
                + " name its authority in tls-ca-file"
        }
        if text.contains("WRONG_VERSION_NUMBER") || text.contains("HTTP_REQUEST") {
            return "the server does not speak TLS here; use http://"
        }
        return PrintableText.line(text, limit: 200)
    }
}

/// The numbers of the system errors that a connection meets, as Linux has them (asm-generic/errno.h).
enum SystemError {
    /// EPERM: systemd's IPAddressDeny or a packet filter.
    static let notPermitted: Int32 = 1
    /// EACCES.
    static let accessDenied: Int32 = 13
    /// EMFILE.
    static let tooManyFiles: Int32 = 24
    /// EPIPE.
    static let brokenPipe: Int32 = 32
    /// EAFNOSUPPORT: systemd's RestrictAddressFamilies.
    static let addressFamilyNotSupported: Int32 = 97
    /// ENETUNREACH.
    static let networkUnreachable: Int32 = 101
    /// ECONNABORTED.
    static let connectionAborted: Int32 = 103
    /// ECONNRESET.
    static let connectionReset: Int32 = 104
    /// ENOTCONN.
    static let notConnected: Int32 = 107
    /// ETIMEDOUT.
    static let timedOut: Int32 = 110
    /// ECONNREFUSED.
    static let connectionRefused: Int32 = 111
    /// EHOSTUNREACH.
    static let hostUnreachable: Int32 = 113

    /// What the number means, in words.
    static func text(_ number: Int32) -> String {
        switch number {
        case Self.notPermitted: "the system forbids it, as a sandbox or a packet filter does"
        case Self.accessDenied: "the system denies access"
        case Self.tooManyFiles: "too many files are open"
        case Self.brokenPipe, Self.notConnected: "the server closed it"
        case Self.addressFamilyNotSupported: "the system does not offer this kind of address, as in a sandbox"
        case Self.networkUnreachable: "the network cannot be reached"
        case Self.connectionAborted, Self.connectionReset: "the server reset it"
        case Self.timedOut: "the host does not answer"
        case Self.connectionRefused: "nothing listens there; is the server running, and is the port right?"
        case Self.hostUnreachable: "the host cannot be reached"
        default: "the system reports an error"
        }
    }
}
