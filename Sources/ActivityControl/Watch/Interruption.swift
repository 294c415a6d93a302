// SPDX-License-Identifier: Apache-2.0
private import Glibc
private import Synchronization

/// A wish to end, by SIGINT, SIGTERM or SIGHUP, that waits until the terminal is as it was before.
enum Interruption {
    /// The first signal; 0 before. A global variable is all that a handler can reach.
    private static let signal = Atomic<Int32>(0)

    /// Catches the signals; a second one ends the process at once.
    static func catchSignals() {
        // Made before a handler can ask for it: what is made on first use may not be made in one.
        Self.signal.store(0, ordering: .relaxed)
        for number in [SIGINT, SIGTERM, SIGHUP] {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = { Interruption.signal.store($0, ordering: .relaxed) }
            action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
            unsafe sigaction(number, &action, nil)
        }
    }

    /// The signal that has come; nil if none has.
    static var received: Int32? {
        let number = Self.signal.load(ordering: .relaxed)
        return number == 0 ? nil : number
    }

    /// Ends the process by a signal, so that whoever waits for it learns how it ended.
    static func end(by number: Int32) {
        Glibc.signal(number, SIG_DFL)
        // The threads that tasks run on block all signals: one that is raised there would wait for ever.
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, number)
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
        raise(number)
    }
}
