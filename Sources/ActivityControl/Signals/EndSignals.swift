// SPDX-License-Identifier: Apache-2.0
private import Glibc
private import Synchronization

/// SIGINT, SIGTERM and SIGHUP, put off until what has been shown is remembered, or the terminal is as it was before.
///
/// The process still ends by the signal, as if it had not been caught.
struct EndSignals: Sendable {
    /// The pipe that the handler writes to; a global variable is all that a handler can reach.
    private static let pipe = Atomic<Int32>(-1)

    private let readEnd: Int32

    /// Catches the signals; a second one ends the process at once. Nil if there is no descriptor left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard unsafe Glibc.pipe(&ends) == 0 else { return nil }
        self.readEnd = ends[0]
        Self.pipe.store(ends[1], ordering: .sequentiallyConsistent)
        for number in ProcessSignal.requestsToEnd {
            ProcessSignal.catchOnce(number) { number in
                var byte = UInt8(truncatingIfNeeded: number)
                _ = unsafe Glibc.write(EndSignals.pipe.load(ordering: .sequentiallyConsistent), &byte, 1)
            }
        }
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
}
