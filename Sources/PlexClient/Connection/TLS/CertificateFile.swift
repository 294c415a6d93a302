// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The bytes of a file with certificates.
enum CertificateFile {
    /// The largest file that is read, in bytes; a system's whole collection of authorities has a quarter of a megabyte.
    static let maximumSize = 4 * 1024 * 1024

    /// Reads the file.
    ///
    /// - Throws: ``PlexConfigurationError/unreadableCertificateFile(path:reason:)``, which tells a missing file from
    ///   one that cannot be read.
    static func read(_ path: String) throws(PlexConfigurationError) -> [UInt8] {
        // Without O_NONBLOCK, opening a FIFO waits for its other end.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw Self.failure(path, errno) }
        defer { close(descriptor) }
        // A FIFO has no size.
        let size = lseek(descriptor, 0, SEEK_END)
        guard size >= 0, size < Int.max, lseek(descriptor, 0, SEEK_SET) == 0 else {
            throw Self.failure(path, EISDIR)
        }
        guard size <= Self.maximumSize else {
            throw .unreadableCertificateFile(path: path, reason: "it is larger than 4 MiB")
        }
        // One byte more, so that a directory, which may call itself empty, is read and refused.
        var bytes = [UInt8](repeating: 0, count: size + 1)
        var count = 0
        while count < bytes.count {
            let result = unsafe bytes.withUnsafeMutableBytes { buffer in
                unsafe Glibc.read(descriptor, buffer.baseAddress.map { unsafe $0 + count }, buffer.count - count)
            }
            if result < 0, errno == EINTR { continue }
            guard result >= 0 else { throw Self.failure(path, errno) }
            guard result > 0 else { break }
            count += result
        }
        return Array(bytes.prefix(count))
    }

    /// Why the system does not give the file out.
    private static func failure(_ path: String, _ number: Int32) -> PlexConfigurationError {
        switch number {
        case ENOENT, ENOTDIR: .unreadableCertificateFile(path: path, reason: "there is no such file")
        case EISDIR, ESPIPE: .unreadableCertificateFile(path: path, reason: "it is not a regular file")
        case EACCES, EPERM: .unreadableCertificateFile(path: path, reason: "this user may not read it")
        default: .unreadableCertificateFile(path: path, reason: "it cannot be read (errno \(number))")
        }
    }
}
