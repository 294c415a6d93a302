// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

extension ManualStop.Outcome {
    /// The outcome for `--json`: a word and a reason.
    var words: (outcome: String, reason: String?) {
        switch self {
        case .confirmed: ("confirmed", nil)
        case .ineffective(let reason): ("ineffective", reason)
        case .abandoned(let reason): ("abandoned", reason)
        case .unreachable: ("unreachable", nil)
        }
    }

    /// The sentence for an outcome without an event; nil for the other outcomes.
    var sentence: String? {
        switch self {
        case .confirmed, .ineffective: nil
        case .abandoned("ended"): "the activity ended by itself; no request was sent"
        case .abandoned("contradictory"): "the server's answers contradict each other; no further request was sent"
        case .abandoned: nil
        case .unreachable:
            "the server gave no usable answer for \(ManualStop.patience.components.seconds) s: try again later"
        }
    }

    /// The exit code; nil for 0.
    var exitCode: ExitCode? {
        switch self {
        case .confirmed: nil
        case .ineffective("not-permitted"), .abandoned("authentication-refused"): ControlExit.permission
        case .ineffective, .abandoned: ControlExit.foundProblem
        case .unreachable: ControlExit.unavailable
        }
    }
}
