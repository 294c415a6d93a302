// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A file descriptor that is closed with its last reference.
final class FileDescriptor: Sendable {
    /// The number of the descriptor.
    let number: Int32

    /// Takes ownership of a descriptor; nil for a negative number, the result of a failed system call.
    init?(owning number: Int32) {
        guard number >= 0 else { return nil }
        self.number = number
    }

    deinit {
        _ = close(self.number)
    }

    /// Waits with poll(2) until a descriptor is ready, or until the time is over (nil: no limit). Returns whether one
    /// is ready; a signal counts as ready.
    static func wait(for descriptors: [(number: Int32, events: Int32)], upTo timeout: Duration?) -> Bool {
        var polled = descriptors.map { pollfd(fd: $0.number, events: Int16($0.events), revents: 0) }
        let milliseconds = timeout.map { duration in
            let (seconds, attoseconds) = max(duration, .zero).components
            // Rounded up: otherwise the last millisecond before a deadline would be a busy loop.
            return Int32(
                clamping: min(seconds, 1_000_000) * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
        }
        return unsafe poll(&polled, nfds_t(polled.count), milliseconds ?? -1) != 0
    }
}
