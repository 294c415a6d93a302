// SPDX-License-Identifier: Apache-2.0
private import Synchronization

/// A wish to end, by SIGINT, SIGTERM or SIGHUP, that waits until the terminal is as it was before.
enum Interruption {
    /// The first signal; 0 before. A global variable is all that a handler can reach.
    private static let signal = Atomic<Int32>(0)

    /// Catches the signals; a second one ends the process at once.
    static func catchSignals() {
        // Made before a handler can ask for it: what is made on first use may not be made in one.
        Self.signal.store(0, ordering: .relaxed)
        for number in ProcessSignal.requestsToEnd {
            ProcessSignal.catchOnce(number) { Interruption.signal.store($0, ordering: .relaxed) }
        }
    }

    /// The signal that has come; nil if none has.
    static var received: Int32? {
        let number = Self.signal.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }
}
