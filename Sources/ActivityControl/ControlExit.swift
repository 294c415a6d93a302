// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
private import Glibc

/// The exit codes of `plex-activityctl` besides 0 and 64, as sysexits.h names them.
enum ControlExit {
    /// The command found a problem.
    static let foundProblem = ExitCode(1)
    /// The arguments are wrong or ambiguous.
    static let usage = ExitCode(64)
    /// A server, the service or the journal is unavailable, or gives no usable answer.
    static let unavailable = ExitCode(69)
    /// A file must not be read or written by this user, or a server refuses the token.
    static let permission = ExitCode(77)
    /// The configuration is missing or wrong.
    static let configuration = ExitCode(78)

    /// Writes a line to standard error.
    static func complain(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }
}

/// A failure with a sentence for the operator and the exit code of the command that ends with it.
protocol OperatorFailure: Error, CustomStringConvertible {
    /// The exit code.
    var exitCode: ExitCode { get }
}
