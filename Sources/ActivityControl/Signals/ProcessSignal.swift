// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// Signals that ask the process to end, as signal(7) and sigaction(2) have them.
enum ProcessSignal {
    /// Ctrl-C, a polite request, and a terminal that goes away.
    static let requestsToEnd = [SIGINT, SIGTERM, SIGHUP]

    /// Has a handler called once, so that a second signal ends the process at once. A signal that is ignored stays so: whoever
    /// started the process wants it to go on, as nohup(1) does, or a shell for a job in the background.
    static func catchOnce(_ number: Int32, handler: @escaping @convention(c) (Int32) -> Void) {
        guard !Self.isIgnored(number) else { return }
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = handler
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
        unsafe sigaction(number, &action, nil)
        // Whoever started the process may have blocked it: exec(3) keeps that.
        Self.unblock(number)
    }

    /// Ends the process by a signal, so that whoever waits for it learns how it ended: a shell leaves a loop, systemd counts
    /// it as a clean end.
    static func end(by number: Int32) {
        signal(number, SIG_DFL)
        // The threads that tasks run on block all signals: one that is raised there would wait for ever.
        Self.unblock(number)
        raise(number)
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Lets this thread receive a signal.
    private static func unblock(_ number: Int32) {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, number)
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}
