// SPDX-License-Identifier: Apache-2.0
import ArgumentParser

/// How a wait ends; the raw value is the word in `--json`.
enum WaitOutcome: String, Hashable, CaseIterable {
    /// The work was seen, and nothing of it runs any more.
    case over
    /// No work of this kind appeared.
    case neverSeen = "never-seen"
    /// The work still runs, or may still run.
    case timedOut = "timed-out"
    /// The work disappeared with a restart of its server or during an outage, so its end is unknown.
    case lost
    /// A server gave no usable answer for too long.
    case unreachable
    /// A server refuses the token.
    case refused
    /// No server has this library.
    case unknownLibrary = "unknown-library"
    /// Several libraries of a server have this name.
    case ambiguous

    /// The sentence for a person.
    var sentence: String {
        switch self {
        case .over: "over: nothing of it runs any more"
        case .neverSeen: "never seen: no such work appeared; --appear allows more time"
        case .timedOut: "timed out: it still runs, or may still run: plex-activityctl list shows it"
        case .lost: "lost: it disappeared with a restart of the server or during an outage"
        case .unreachable: "a server gives no usable answer: plex-activityctl check --online says why"
        case .refused: "a server refuses the token: plex-activityctl check --online says why"
        case .unknownLibrary: "no server has this library: plex-activityctl check --online lists the libraries"
        case .ambiguous: "several libraries have this name: give the key from plex-activityctl check --online"
        }
    }

    /// The exit code; nil for 0.
    var exitCode: ExitCode? {
        switch self {
        case .over: nil
        case .neverSeen, .timedOut: ControlExit.foundProblem
        case .lost, .unreachable: ControlExit.unavailable
        case .refused: ControlExit.permission
        case .unknownLibrary, .ambiguous: ControlExit.usage
        }
    }
}
