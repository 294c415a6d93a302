// SPDX-License-Identifier: Apache-2.0

private import CSystemd
internal import Glibc

/// Reads journal files through libsystemd's reader, sd-journal(3): the journal of this machine, a directory, or files.
///
/// ```swift
/// let reader = try JournalReader(.local)
/// try reader.match(anyOf: [[JournalMatch("_SYSTEMD_UNIT", "example.service")]])
/// try reader.seekToHead()
/// while try reader.next() { print(try reader.record()["MESSAGE"] ?? "") }
/// ```
///
/// A reader stands between two entries after a seek, and at an entry after ``next()`` or ``previous()`` have returned
/// true. Use one reader on one thread only, the one that opened it: so says sd_journal_seek_head(3) of libsystemd's
/// objects. It is therefore not sendable.
@safe
public final class JournalReader {
    /// How much of an entry is taken.
    public let limits: JournalReaderLimits
    /// libsystemd's object; alive as long as this one.
    let handle: OpaquePointer
    /// Whether libsystemd watches the files, which it does from the first wait on.
    var isWatching = false

    /// Opens journal files.
    ///
    /// - Throws: ``JournalReaderError/notPermitted(path:)`` and ``JournalReaderError/noFiles(places:)`` where libsystemd
    ///   would show an empty journal without saying why.
    public init(
        _ source: JournalSource = .local, limits: JournalReaderLimits = JournalReaderLimits()
    ) throws(JournalReaderError) {
        try JournalAccess.check(source)
        self.limits = limits
        unsafe self.handle = try JournalReader.open(source)
        _ = unsafe sd_journal_set_data_threshold(self.handle, limits.valueBytes)
    }

    deinit {
        unsafe sd_journal_close(self.handle)
    }

    /// Reads only entries that have all fields of at least one of the groups; in a group, fields of one name are
    /// alternatives to each other (sd_journal_add_match(3)). No group: all entries. It takes effect at the next seek.
    public func match(anyOf groups: [[JournalMatch]]) throws(JournalReaderError) {
        unsafe sd_journal_flush_matches(self.handle)
        for (index, group) in groups.enumerated() {
            if index > 0 {
                _ = try JournalReaderError.check(
                    unsafe sd_journal_add_disjunction(self.handle), "sd_journal_add_disjunction")
            }
            for match in group {
                let data = Array(match.name.utf8) + [UInt8(ascii: "=")] + match.value
                _ = try JournalReaderError.check(
                    unsafe sd_journal_add_match(self.handle, data, data.count), "sd_journal_add_match")
            }
        }
    }

    // MARK: - Places

    /// Goes before the oldest entry.
    public func seekToHead() throws(JournalReaderError) {
        _ = try JournalReaderError.check(unsafe sd_journal_seek_head(self.handle), "sd_journal_seek_head")
    }

    /// Goes behind the newest entry. From there only ``previous()`` is defined: to wait for what is added, step back to
    /// an entry first, or seek after a cursor.
    public func seekToTail() throws(JournalReaderError) {
        _ = try JournalReaderError.check(unsafe sd_journal_seek_tail(self.handle), "sd_journal_seek_tail")
    }

    /// Goes before the first entry that was received at this time or later, in microseconds since the beginning of 1970,
    /// UTC.
    public func seek(toRealtime microseconds: UInt64) throws(JournalReaderError) {
        _ = try JournalReaderError.check(
            unsafe sd_journal_seek_realtime_usec(self.handle, microseconds), "sd_journal_seek_realtime_usec")
    }

    /// Goes before the entry of a cursor, so that ``next()`` reads it again, or where it would be if it is gone or does
    /// not match.
    public func seek(toCursor cursor: String) throws(JournalReaderError) {
        let result = unsafe sd_journal_seek_cursor(self.handle, cursor)
        guard result != -EINVAL else { throw .invalidCursor }
        _ = try JournalReaderError.check(result, "sd_journal_seek_cursor")
    }

    /// Goes behind the entry of a cursor, so that ``next()`` reads the first one after it.
    ///
    /// The entry may be gone, or not match: then nothing may be skipped. `journalctl --after-cursor` of systemd 252
    /// skips an entry in any case, and so loses the first one with matches that the cursor's entry does not fit.
    public func seek(afterCursor cursor: String) throws(JournalReaderError) {
        try self.seek(toCursor: cursor)
        guard try self.next(), try !self.isAt(cursor: cursor) else { return }
        try self.seek(toCursor: cursor)
    }

    /// Whether the reader stands at the entry of a cursor.
    public func isAt(cursor: String) throws(JournalReaderError) -> Bool {
        try JournalReaderError.check(
            unsafe sd_journal_test_cursor(self.handle, cursor), "sd_journal_test_cursor") > 0
    }

    /// Goes to the next entry; false if there is none, now.
    public func next() throws(JournalReaderError) -> Bool {
        try JournalReaderError.check(unsafe sd_journal_next(self.handle), "sd_journal_next") > 0
    }

    /// Goes to the entry before; false if there is none.
    public func previous() throws(JournalReaderError) -> Bool {
        try JournalReaderError.check(unsafe sd_journal_previous(self.handle), "sd_journal_previous") > 0
    }

    // MARK: - The entry

    /// The entry at which the reader stands.
    ///
    /// - Parameter names: The fields to take; nil for all.
    public func record(fields names: Set<String>? = nil) throws(JournalReaderError) -> JournalRecord {
        var realtime: UInt64 = 0
        _ = try JournalReaderError.check(
            unsafe sd_journal_get_realtime_usec(self.handle, &realtime), "sd_journal_get_realtime_usec")
        var monotonic: UInt64 = 0
        var boot = sd_id128_t()
        _ = try JournalReaderError.check(
            unsafe sd_journal_get_monotonic_usec(self.handle, &monotonic, &boot), "sd_journal_get_monotonic_usec")
        return JournalRecord(
            cursor: try self.cursor(),
            realtimeMicroseconds: realtime,
            monotonicMicroseconds: monotonic,
            boot: Identifier128(bytes: unsafe withUnsafeBytes(of: boot) { unsafe Array($0) }),
            fields: try self.fields(names)
        )
    }

    /// The cursor of the entry at which the reader stands.
    public func cursor() throws(JournalReaderError) -> String {
        var text: UnsafeMutablePointer<CChar>?
        _ = try JournalReaderError.check(
            unsafe sd_journal_get_cursor(self.handle, &text), "sd_journal_get_cursor")
        guard let text = unsafe text else { throw .failed(call: "sd_journal_get_cursor", errno: ENODATA) }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }

    /// The fields of the entry; those that libsystemd cannot decode are left out, as
    /// sd_journal_enumerate_available_data(3) does.
    private func fields(_ names: Set<String>?) throws(JournalReaderError) -> [JournalRecord.Field] {
        var fields: [JournalRecord.Field] = []
        unsafe sd_journal_restart_data(self.handle)
        while fields.count < self.limits.fields {
            var data: UnsafeRawPointer?
            var length = 0
            let result = unsafe sd_journal_enumerate_available_data(self.handle, &data, &length)
            guard try JournalReaderError.check(result, "sd_journal_enumerate_available_data") > 0 else { break }
            // The library's threshold is a hint only: what it returns is cut here.
            let bytes = unsafe UnsafeRawBufferPointer(start: data, count: length)
            guard let separator = unsafe bytes.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = unsafe String(decoding: bytes[..<separator], as: UTF8.self)
            if let names, !names.contains(name) { continue }
            let value = unsafe Array(bytes[(separator + 1)...].prefix(self.limits.valueBytes))
            fields.append(JournalRecord.Field(name: name, value: value))
        }
        return fields
    }
}
