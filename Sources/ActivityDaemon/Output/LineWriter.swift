// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
private import Glibc
private import NIOPosix
private import Synchronization

/// Writes lines to a descriptor on a thread of its own: a slow or missing reader makes no caller wait.
package final class LineWriter: Sendable {
    private struct State {
        var waitingBytes = 0
        var dropped = 0
        var isBroken = false
    }

    /// How much text waits for the reader at most, in bytes. More is dropped and counted.
    package static let limit = 16 << 20

    private let descriptor: Int32
    private let lossNotice: @Sendable (Int) -> String
    private let state = Mutex(State())
    private let thread = NIOThreadPool(numberOfThreads: 1)

    /// A writer to a descriptor that stays open. `SIGPIPE` must be ignored.
    ///
    /// - Parameter lossNotice: The line in place of so many lines that were not read in time.
    package init(
        descriptor: Int32,
        lossNotice: @escaping @Sendable (Int) -> String = {
            "\($0) lines are missing here, because they were not read in time"
        }
    ) {
        self.descriptor = descriptor
        self.lossNotice = lossNotice
        self.thread.start()
    }

    /// Takes a line without its line break.
    ///
    /// - Parameter whenGone: called once, with whether the line was written.
    package func write(_ line: String, whenGone: @escaping @Sendable (_ isWritten: Bool) -> Void = { _ in }) {
        let isTaken = self.state.withLock { state in
            guard !state.isBroken else { return false }
            guard state.waitingBytes + line.utf8.count <= Self.limit else {
                state.dropped += 1
                return false
            }
            state.waitingBytes += line.utf8.count
            return true
        }
        guard isTaken else { return whenGone(false) }
        self.thread.submit { _ in
            let dropped = self.state.withLock { state in
                state.waitingBytes -= line.utf8.count
                defer { state.dropped = 0 }
                return state.dropped
            }
            whenGone(self.put(line))
            if dropped > 0 { self.put(self.lossNotice(dropped)) }
        }
    }

    /// Counts a line that its caller cannot keep any longer.
    package func lose() {
        self.state.withLock { $0.dropped += 1 }
    }

    /// Waits until every line taken so far is written, for `limit` at most.
    package func flush(upTo limit: Duration) async {
        let isWritten = Notify()
        self.thread.submit { _ in isWritten.notify() }
        let clock = BootClock()
        _ = await isWritten.wait(until: clock.now.advanced(by: limit), clock: clock)
    }

    /// On the thread: writes a line, or finds that the reader has gone. Returns whether the line was written.
    @discardableResult private func put(_ line: String) -> Bool {
        guard !self.state.withLock({ $0.isBroken }) else { return false }
        let bytes = Array((line + "\n").utf8)
        var start = 0
        while start < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer in
                unsafe Glibc.write(self.descriptor, buffer.baseAddress.map { unsafe $0 + start }, buffer.count - start)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var poller = pollfd(fd: self.descriptor, events: Int16(POLLOUT), revents: 0)
                unsafe poll(&poller, 1, 1000)
                continue
            }
            guard count > 0 else {
                self.state.withLock { $0.isBroken = true }
                return false
            }
            start += count
        }
        return true
    }
}
