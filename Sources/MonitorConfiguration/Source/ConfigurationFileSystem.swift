// SPDX-License-Identifier: Apache-2.0

/// What a look at a configuration file gave.
package enum FileContents: Hashable, Sendable {
    /// Its bytes, all of them.
    case bytes([UInt8])
    /// It does not exist.
    case missing
    /// It is a symbolic link to `/dev/null`: switched off by the administrator.
    case masked
    /// It holds more than was asked for.
    case tooLarge
    /// It cannot be read, for this reason.
    case unreadable(reason: String)
}

/// What a look at a directory gave.
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
    /// The bytes of a file of at most `limit` bytes; never blocks on what is not a regular file.
    func contents(ofFile path: String, limit: Int) -> FileContents

    /// The names in a directory.
    func contents(ofDirectory path: String) -> DirectoryContents
}
