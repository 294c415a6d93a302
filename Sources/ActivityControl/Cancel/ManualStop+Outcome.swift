// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

extension ManualStop.Outcome {
    /// The outcome as `--json` has it: a word, and why.
    var words: (outcome: String, reason: String?) {
        switch self {
        case .confirmed: ("confirmed", nil)
        case .ineffective(let reason): ("ineffective", reason)
        case .abandoned(let reason): ("abandoned", reason)
        case .unreachable: ("unreachable", nil)
        }
    }

    /// What to tell of an outcome that no event tells of; nil for the others.
    var sentence: String? {
        switch self {
        case .confirmed, .ineffective: nil
        case .abandoned("ended"): "it has ended by itself; nothing was sent"
        case .abandoned("contradictory"): "the server contradicts itself about it; nothing more was sent"
        case .abandoned: nil
        case .unreachable:
            "the server has given no usable answer for \(ManualStop.patience.components.seconds) s; given up"
        }
    }

    /// The exit code for it; nil for 0.
    var exitCode: ExitCode? {
        switch self {
        case .confirmed: nil
        case .ineffective("not-permitted"), .abandoned("authentication-refused"): ControlExit.permission
        case .ineffective, .abandoned: ControlExit.foundProblem
        case .unreachable: ControlExit.unavailable
        }
    }
}
