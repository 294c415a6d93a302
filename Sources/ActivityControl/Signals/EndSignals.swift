// SPDX-License-Identifier: Apache-2.0
private import Glibc
private import Synchronization

/// SIGINT, SIGTERM and SIGHUP, deferred until the cursor is stored or the terminal is restored.
///
/// The process then ends by the same signal, as without a handler.
struct EndSignals: Sendable {
    /// The write end of the pipe for the handler. It is global, because a handler can reach only global variables.
    private static let pipe = Atomic<Int32>(-1)

    private let readEnd: Int32

    /// Catches each signal once; a second one ends the process at once. Nil without a free descriptor.
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

    /// The descriptor and event for poll(2) that report a signal.
    var arrival: (number: Int32, events: Int32) { (self.readEnd, POLLIN) }

    /// The signal that arrived; nil for no signal. The call never waits.
    var received: Int32? {
        var poller = pollfd(fd: self.readEnd, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&poller, 1, 0) > 0 else { return nil }
        var byte: UInt8 = 0
        guard unsafe read(self.readEnd, &byte, 1) == 1 else { return nil }
        return Int32(byte)
    }
}
