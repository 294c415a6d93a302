// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ServiceFiles

extension StatusFailure {
    /// The exit code for it.
    var exitCode: ExitCode {
        switch self {
        case .notRunning, .unreadable: ControlExit.unavailable
        case .forbidden: ControlExit.permission
        }
    }
}
