// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// The signals that ask the process to end: signal(7), sigaction(2).
enum ProcessSignal {
    /// Ctrl-C, a request to terminate, and the loss of the terminal.
    static let requestsToEnd = [SIGINT, SIGTERM, SIGHUP]

    /// Installs a handler for one signal; a second signal ends the process at once.
    ///
    /// An ignored signal stays ignored: nohup(1), or a shell that starts a background job, wants the process to
    /// continue.
    static func catchOnce(_ number: Int32, handler: @escaping @convention(c) (Int32) -> Void) {
        guard !Self.isIgnored(number) else { return }
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = handler
        action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
        unsafe sigaction(number, &action, nil)
        // The parent may have blocked the signal, and exec(3) keeps the mask.
        Self.unblock(number)
    }

    /// Ends the process by a signal, so that the parent sees the signal: a shell leaves its loop, and systemd counts a
    /// clean end.
    static func end(by number: Int32) {
        signal(number, SIG_DFL)
        // The threads of tasks block all signals, so a raised signal would stay pending forever.
        Self.unblock(number)
        raise(number)
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Unblocks a signal in this thread.
    private static func unblock(_ number: Int32) {
        var signals = sigset_t()
        unsafe sigemptyset(&signals)
        unsafe sigaddset(&signals, number)
        unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
}
