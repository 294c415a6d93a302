// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
private import Glibc
private import ServiceFiles

/// Why a file that the operator named, or the service keeps, tells nothing or takes nothing; with one sentence for the
/// operator.
enum FileFailure: Error, Hashable, CustomStringConvertible {
    /// It is not there.
    case missing(String)
    /// It may not be read, or not be written.
    case forbidden(String)
    /// It is there and cannot be understood.
    case unreadable(String)
    /// It cannot be written, though not for want of permission.
    case unwritable(String)

    /// Why a file could not be read, by errno(3).
    static func reading(_ path: String, number: Int32) -> FileFailure {
        switch number {
        case ENOENT, ENOTDIR: .missing("\(path): there is no such file")
        case EACCES, EPERM: .forbidden("\(path) may not be read: run as root")
        default: .unreadable("\(path) cannot be read: \(FileError.text(of: number))")
        }
    }

    /// Why a file could not be written, by errno(3).
    static func writing(_ path: String, number: Int32) -> FileFailure {
        switch number {
        case EACCES, EPERM: .forbidden("\(path) cannot be written: \(FileError.text(of: number)); run as root")
        case EROFS: .forbidden("\(path) cannot be written: \(FileError.text(of: number))")
        default: .unwritable("\(path) cannot be written: \(FileError.text(of: number))")
        }
    }

    /// The sentence, fit for a screen: paths, and what a file says of itself, are anybody's.
    var description: String {
        switch self {
        case .missing(let text), .forbidden(let text), .unreadable(let text), .unwritable(let text):
            ScreenText.line(text, limit: 1_000)
        }
    }

    /// The exit code where the file is what the command is about.
    var exitCode: ExitCode {
        if case .forbidden = self { ControlExit.permission } else { ControlExit.foundProblem }
    }
}
