// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Finds out whether journald reads a descriptor of this process.
public enum JournalStream {
    /// Whether the descriptor, by default standard error, is connected to the journal.
    ///
    /// systemd sets `$JOURNAL_STREAM` to the device and inode of the service's stream, `dev:ino` in decimal
    /// (systemd.exec(5)). The numbers are compared, because a child that inherits the variable may have another
    /// standard error.
    public static func isConnected(
        environment: [String: String] = ProcessEnvironment.variables,
        descriptor: Int32 = 2
    ) -> Bool {
        guard let parts = environment["JOURNAL_STREAM"]?.split(separator: ":", omittingEmptySubsequences: false),
            parts.count == 2, let device = UInt64(parts[0]), let inode = UInt64(parts[1])
        else { return false }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { return false }
        return UInt64(status.st_dev) == device && UInt64(status.st_ino) == inode
    }
}
