// SPDX-License-Identifier: Apache-2.0
private import Glibc
private import Synchronization

/// SIGINT and SIGTERM, put off until what has been shown is remembered.
///
/// The process still ends by the signal, as if it had not been caught: so its parent learns how (a shell leaves a loop,
/// systemd counts it as a clean end).
struct EndSignals {
    /// The pipe that the handler writes to; a global variable is all that a handler can reach.
    private static let pipe = Atomic<Int32>(-1)

    private let readEnd: Int32

    /// Catches both signals; once for each, so that a second one ends the process at once. Nil if there is no descriptor left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard unsafe Glibc.pipe(&ends) == 0 else { return nil }
        self.readEnd = ends[0]
        Self.pipe.store(ends[1], ordering: .sequentiallyConsistent)
        for number in [SIGINT, SIGTERM] where !Self.isIgnored(number) {
            var action = sigaction()
            unsafe action.__sigaction_handler.sa_handler = { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = unsafe Glibc.write(EndSignals.pipe.load(ordering: .sequentiallyConsistent), &byte, 1)
            }
            action.sa_flags = Int32(bitPattern: UInt32(SA_RESETHAND))
            unsafe sigaction(number, &action, nil)
        }
    }

    /// Whether whoever started the process wants it to go on in spite of a signal, as a shell does for a job in the
    /// background.
    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard unsafe sigaction(number, nil, &action) == 0 else { return false }
        return unsafe unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// What to wait for with poll(2) to learn of a signal.
    var arrival: (number: Int32, events: Int32) { (self.readEnd, POLLIN) }

    /// The signal that has come; nil if none has. It never waits.
    var received: Int32? {
        var poller = pollfd(fd: self.readEnd, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&poller, 1, 0) > 0 else { return nil }
        var byte: UInt8 = 0
        guard unsafe read(self.readEnd, &byte, 1) == 1 else { return nil }
        return Int32(byte)
    }

    /// Ends the process by a signal.
    static func end(by number: Int32) {
        signal(number, SIG_DFL)
        // The threads of Swift's pool block signals.
        var set = sigset_t()
        unsafe sigemptyset(&set)
        unsafe sigaddset(&set, number)
        unsafe pthread_sigmask(SIG_UNBLOCK, &set, nil)
        raise(number)
    }
}
