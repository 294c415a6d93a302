// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
private import Glibc

/// The exit codes of `plex-activityctl` besides 0 and 64, as sysexits.h names them.
enum ControlExit {
    /// Something is wrong with what was looked at.
    static let foundProblem = ExitCode(1)
    /// The arguments do not say what to do.
    static let usage = ExitCode(64)
    /// A server cannot be reached, or gives no answer that can be used.
    static let unavailable = ExitCode(69)
    /// A file may not be read, or a server does not accept the token.
    static let permission = ExitCode(77)
    /// There is no configuration, or none that can be used.
    static let configuration = ExitCode(78)

    /// Writes a line to standard error.
    static func complain(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }
}
