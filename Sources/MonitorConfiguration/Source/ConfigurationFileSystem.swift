// SPDX-License-Identifier: Apache-2.0

/// The result of reading a configuration file.
package enum FileContents: Hashable, Sendable {
    /// Its bytes, all of them.
    case bytes([UInt8])
    /// It does not exist.
    case missing
    /// It is a symbolic link to `/dev/null`: switched off by the administrator.
    case masked
    /// It is larger than the limit.
    case tooLarge
    /// It cannot be read, for this reason.
    case unreadable(reason: String)
}

/// The result of reading a directory.
package enum DirectoryContents: Hashable, Sendable {
    /// The names in it, in no order.
    case names([String])
    /// It does not exist.
    case missing
    /// It cannot be read, for this reason.
    case unreadable(reason: String)
}

/// The two questions that the loader asks of a file system.
package protocol ConfigurationFileSystem: Sendable {
    /// The bytes of a file of at most `limit` bytes; never blocks, even on a fifo.
    func contents(ofFile path: String, limit: Int) -> FileContents

    /// The names in a directory.
    func contents(ofDirectory path: String) -> DirectoryContents
}
