// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Turns the errors of the libraries into the few that a caller can act on.
///
/// No text of an error that may quote a header is passed on.
enum TransportFailure {
    /// A complete answer is missing, because the server ended the connection.
    static let truncated = PlexClientError.Reason.connectionLost(
        cause: "Plex closed the connection before the answer was complete (it may be restarting)", errno: nil)
    /// No byte of an answer came before the server ended the connection.
    static let unanswered = PlexClientError.Reason.connectionLost(
        cause: "Plex closed the connection without an answer (it may be restarting)", errno: nil)
    /// The server ended a stream without a goodbye.
    static let streamClosed = PlexClientError.Reason.connectionLost(
        cause: "Plex closed the stream's connection (it may be restarting)", errno: nil)

    /// What the failed attempts to connect to every address of a host mean.
    ///
    /// - Parameters:
    ///   - errors: One error for each address.
    ///   - timeout: How long the attempts could take together.
    static func connecting(_ errors: [any Error], timeout: Duration) -> PlexClientError.Reason {
        let numbers = errors.compactMap { ($0 as? IOError).map { Int32($0.errnoCode) } }
        // A sandbox that forbids one address family matters more than the refusal of the other.
        if let number = numbers.first(where: { $0 == SystemError.notPermitted }) ?? numbers.first {
            return .unreachable(cause: SystemError.text(number), errno: number)
        }
        guard let error = errors.first else { return .unreachable(cause: "the host has no address", errno: nil) }
        switch error {
        case is CancellationError: return .cancelled
        case ChannelError.connectTimeout: return .timedOut(after: timeout)
        default: return .unreachable(cause: Self.name(of: error), errno: nil)
        }
    }

    /// What an error of the TLS handshake means.
    static func handshake(_ error: any Error) -> PlexClientError.Reason {
        switch error {
        case NIOSSLError.uncleanShutdown, is ChannelError:
            .tls(cause: "the server closed the connection during the TLS handshake")
        case let error as NIOSSLError: .tls(cause: Self.cause(of: error))
        case let error as BoringSSLError: .tls(cause: Self.cause(text: "\(error)"))
        case let error as NIOSSLExtraError: .tls(cause: Self.cause(of: error))
        case let error as IOError:
            .tls(cause: "the connection broke during the TLS handshake (errno \(error.errnoCode))")
        default: .tls(cause: Self.name(of: error))
        }
    }

    /// What an error of a connection that stood means.
    static func established(_ error: any Error) -> PlexClientError.Reason {
        switch error {
        case is CancellationError: .cancelled
        case let error as IOError: Self.established(error)
        case is ChannelError, NIOSSLError.uncleanShutdown, HTTPParserError.invalidEOFState: Self.truncated
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError: Self.handshake(error)
        case HTTPParserError.headerOverflow:
            .connectionLost(cause: "the headers of the answer are longer than any of Plex", errno: nil)
        case is HTTPParserError, is NIOHTTPDecoderError:
            .connectionLost(cause: "the answer is not valid HTTP/1.1; is this the port of Plex?", errno: nil)
        default: .connectionLost(cause: Self.name(of: error), errno: nil)
        }
    }

    /// What a system error of a connection that stood means.
    private static func established(_ error: IOError) -> PlexClientError.Reason {
        let number = Int32(error.errnoCode)
        switch number {
        case SystemError.brokenPipe, SystemError.notConnected:
            return .connectionLost(cause: "Plex closed the connection (it may be restarting)", errno: number)
        case SystemError.connectionReset, SystemError.connectionAborted:
            return .connectionLost(
                cause: "Plex reset the connection before the answer was complete (it may be restarting)", errno: number)
        default:
            return .connectionLost(cause: "the connection broke: \(SystemError.text(number))", errno: number)
        }
    }

    /// The name of an error that has no text of its own here.
    private static func name(of error: any Error) -> String {
        PrintableText.line("\(type(of: error))", limit: 80)
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
