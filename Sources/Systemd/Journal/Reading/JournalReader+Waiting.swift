// SPDX-License-Identifier: Apache-2.0

private import CSystemd
internal import Glibc

/// The change of the journal during a wait.
public enum JournalChange: Hashable, Sendable {
    /// No change: the time is over, or another descriptor is ready.
    case nothing
    /// Entries were added.
    case appended
    /// Files were added or removed, for example by a rotation. A reader can continue, and misses no new entry.
    case invalidated
}

extension JournalChange {
    /// The change for a result of sd_journal_process(3).
    fileprivate init(_ number: Int32) {
        self =
            switch Int(number) {
            case SD_JOURNAL_APPEND: .appended
            case SD_JOURNAL_INVALIDATE: .invalidated
            default: .nothing
            }
    }
}

extension JournalReader {
    /// Waits until the journal changes, as sd_journal_wait(3) does, or until one of these descriptors is ready.
    ///
    /// Continue with ``next()`` after any result. The first call returns at once.
    ///
    /// - Parameters:
    ///   - timeout: The longest wait; nil for no limit.
    ///   - descriptors: Descriptors with events of poll(2) that end the wait. An error or a hang-up of one ends it too.
    public func wait(
        upTo timeout: Duration? = nil, besides descriptors: [(number: Int32, events: Int32)] = []
    ) throws(JournalReaderError) -> JournalChange {
        guard self.isWatching else {
            // libsystemd starts to watch with this call, so earlier additions would not wake a reader.
            self.isWatching = true
            let change = unsafe sd_journal_wait(self.handle, 0)
            return JournalChange(try JournalReaderError.check(change, "sd_journal_wait"))
        }
        let number = try JournalReaderError.check(unsafe sd_journal_get_fd(self.handle), "sd_journal_get_fd")
        let events = try JournalReaderError.check(unsafe sd_journal_get_events(self.handle), "sd_journal_get_events")
        // libsystemd's own limit: for file systems that do not report changes, and for the first wait.
        var deadline: UInt64 = 0
        _ = try JournalReaderError.check(
            unsafe sd_journal_get_timeout(self.handle, &deadline), "sd_journal_get_timeout")
        var limit = timeout
        if deadline != .max {
            let own = Duration.microseconds(Int64(clamping: deadline)) - Self.monotonicTime
            limit = min(limit ?? own, own)
        }
        _ = FileDescriptor.wait(for: [(number, events)] + descriptors, upTo: limit)
        let change = try JournalReaderError.check(unsafe sd_journal_process(self.handle), "sd_journal_process")
        return JournalChange(change)
    }

    /// The time of CLOCK_MONOTONIC, the clock of sd_journal_get_timeout(3).
    private static var monotonicTime: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
