// SPDX-License-Identifier: Apache-2.0

/// The numbers of the system errors that a connection meets, as Linux has them (asm-generic/errno.h).
enum SystemError {
    /// EPERM: systemd's IPAddressDeny or a packet filter.
    static let notPermitted: Int32 = 1
    /// EACCES.
    static let accessDenied: Int32 = 13
    /// ENFILE.
    static let tooManyFilesInSystem: Int32 = 23
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

    /// What the number means for an attempt to connect, in words.
    static func text(_ number: Int32) -> String {
        switch number {
        case Self.notPermitted: "the system forbids it, as a sandbox or a packet filter does"
        case Self.accessDenied: "the system denies access"
        case Self.tooManyFiles: "this process has too many files open; raise LimitNOFILE"
        case Self.tooManyFilesInSystem: "the system has too many files open"
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
