// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
private import Glibc
private import ServiceFiles

/// Why a file cannot be read or written, with one sentence for the operator.
enum FileFailure: OperatorFailure, Hashable {
    /// The file does not exist.
    case missing(String)
    /// This user must not read or write the file.
    case forbidden(String)
    /// The file exists, and its content cannot be read or understood.
    case unreadable(String)
    /// The file cannot be written, for a reason other than its permissions.
    case unwritable(String)

    /// The failure to read a file, from its errno(3).
    static func reading(_ path: String, number: Int32) -> FileFailure {
        switch number {
        case ENOENT, ENOTDIR: .missing("\(path): there is no such file")
        case EACCES, EPERM: .forbidden("\(path) may not be read: run as root")
        default: .unreadable("\(path) cannot be read: \(FileError.text(of: number))")
        }
    }

    /// The failure to write a file, from its errno(3).
    static func writing(_ path: String, number: Int32) -> FileFailure {
        switch number {
        case EACCES, EPERM: .forbidden("\(path) cannot be written: \(FileError.text(of: number)); run as root")
        case EROFS: .forbidden("\(path) cannot be written: \(FileError.text(of: number))")
        default: .unwritable("\(path) cannot be written: \(FileError.text(of: number))")
        }
    }

    /// The sentence, made safe for a screen: a path or a file can hold control characters.
    var description: String {
        switch self {
        case .missing(let text), .forbidden(let text), .unreadable(let text), .unwritable(let text):
            ScreenText.line(text, limit: 1_000)
        }
    }

    /// The exit code of a command whose subject is the file.
    var exitCode: ExitCode {
        if case .forbidden = self { ControlExit.permission } else { ControlExit.foundProblem }
    }
}
