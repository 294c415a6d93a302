// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

extension StatusFile.Failure {
    /// The exit code.
    var exitCode: ExitCode {
        switch self {
        case .notRunning, .unreadable: ControlExit.unavailable
        case .forbidden: ControlExit.permission
        }
    }
}
