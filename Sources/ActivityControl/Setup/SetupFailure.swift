// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// Why a setup ends before its aim.
struct SetupFailure: OperatorFailure {
    /// What happened, and what to do.
    let description: String
    /// The exit code.
    let exitCode: ExitCode
}
