// SPDX-License-Identifier: Apache-2.0

private import CSystemd
internal import Glibc

/// What has become of the journal while a reader waited.
public enum JournalChange: Hashable, Sendable {
    /// Nothing: the time is over, or another descriptor is ready.
    case nothing
    /// Entries were added.
    case appended
    /// Files were added or removed, by rotation for example. A reader that reads on has missed nothing at its end.
    case invalidated
}

extension JournalChange {
    /// The change that sd_journal_process(3) has returned.
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
    /// Waits until the journal has changed, as sd_journal_wait(3) does, and besides that until one of some descriptors is
    /// ready. Read on with ``next()`` whatever it returns; the first call returns at once.
    ///
    /// - Parameters:
    ///   - timeout: How long to wait at most; nil for no limit.
    ///   - descriptors: What else ends the wait: descriptors with the events of poll(2). An error or a hang-up of one of
    ///     them ends it too.
    public func wait(
        upTo timeout: Duration? = nil, besides descriptors: [(number: Int32, events: Int32)] = []
    ) throws(JournalReaderError) -> JournalChange {
        guard self.isWatching else {
            // Only now libsystemd begins to watch: what was added before, nobody would be woken for.
            self.isWatching = true
            let change = unsafe sd_journal_wait(self.handle, 0)
            return JournalChange(try JournalReaderError.check(change, "sd_journal_wait"))
        }
        let number = try JournalReaderError.check(unsafe sd_journal_get_fd(self.handle), "sd_journal_get_fd")
        let events = try JournalReaderError.check(unsafe sd_journal_get_events(self.handle), "sd_journal_get_events")
        // What libsystemd itself wants to wait at most: on file systems that do not tell of changes, and the first time.
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

    /// What CLOCK_MONOTONIC shows, the clock of sd_journal_get_timeout(3).
    private static var monotonicTime: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
