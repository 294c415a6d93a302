// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// The result of reading a credential.
public enum CredentialResult: Sendable, Equatable {
    /// The credential.
    case present(Credential)
    /// There is no such credential, or no credentials directory.
    case missing
    /// The credential cannot be read; the errno is EINVAL for an invalid file name, and EISDIR for a directory.
    case unreadable(errno: Int32)
    /// The credential is larger than ``Credentials/maximumSize``.
    case tooLarge
}

/// The credentials that systemd passes to a service: `LoadCredential=` in systemd.exec(5).
public struct Credentials: Sendable {
    /// The largest credential in bytes: 64 KiB.
    public static let maximumSize = 64 << 10

    /// `$CREDENTIALS_DIRECTORY`; nil without credentials.
    public let directory: String?

    /// The credentials of this process.
    public init(environment: [String: String] = ProcessEnvironment.variables) {
        self.directory = environment["CREDENTIALS_DIRECTORY"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Reads a credential from its file.
    public func read(_ name: String) -> CredentialResult {
        guard !name.isEmpty, name != ".", name != "..",
            !name.utf8.contains(where: { $0 == UInt8(ascii: "/") || $0 == 0 })
        else { return .unreadable(errno: EINVAL) }
        guard let directory = self.directory else { return .missing }
        return Self.read(path: "\(directory)/\(name)")
    }

    /// Reads a file like a credential, for example for a service without a credentials directory.
    public static func read(path: String) -> CredentialResult {
        guard !path.utf8.contains(0) else { return .unreadable(errno: EINVAL) }
        // Without O_NONBLOCK, open(2) on a named pipe would wait for a writer.
        guard let file = FileDescriptor(owning: unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)) else {
            return errno == ENOENT ? .missing : .unreadable(errno: errno)
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = unsafe Glibc.read(file.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { return .unreadable(errno: errno) }
            guard count > 0 else { return .present(Credential(bytes: bytes)) }
            guard bytes.count + count <= Self.maximumSize else { return .tooLarge }
            bytes.append(contentsOf: buffer[..<count])
        }
    }
}
