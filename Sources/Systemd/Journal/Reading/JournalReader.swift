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
/// After a seek, a reader is between two entries. After ``next()`` or ``previous()`` has returned true, it is at an
/// entry. Use a reader only on the thread that opened it: sd_journal_seek_head(3) requires this. So a reader is not
/// sendable.
@safe
public final class JournalReader {
    /// The limits for an entry.
    public let limits: JournalReaderLimits
    /// libsystemd's object; it lives as long as the reader.
    let handle: OpaquePointer
    /// Whether libsystemd watches the files; it starts with the first wait.
    var isWatching = false

    /// Opens journal files.
    ///
    /// - Throws: ``JournalReaderError/notPermitted(path:)`` and ``JournalReaderError/noFiles(places:)`` in cases where
    ///   libsystemd shows an empty journal without a reason.
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

    /// Selects the entries that have all fields of at least one group. In a group, fields with the same name are
    /// alternatives (sd_journal_add_match(3)). Without a group, all entries are selected. The change takes effect at
    /// the next seek.
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

    /// Moves before the oldest entry.
    public func seekToHead() throws(JournalReaderError) {
        _ = try JournalReaderError.check(unsafe sd_journal_seek_head(self.handle), "sd_journal_seek_head")
    }

    /// Moves after the newest entry. From there, only ``previous()`` is defined. To wait for new entries, first step
    /// back to an entry, or seek after a cursor.
    public func seekToTail() throws(JournalReaderError) {
        _ = try JournalReaderError.check(unsafe sd_journal_seek_tail(self.handle), "sd_journal_seek_tail")
    }

    /// Moves before the first entry that journald received at this time or later, in microseconds since 1970-01-01 UTC.
    public func seek(toRealtime microseconds: UInt64) throws(JournalReaderError) {
        _ = try JournalReaderError.check(
            unsafe sd_journal_seek_realtime_usec(self.handle, microseconds), "sd_journal_seek_realtime_usec")
    }

    /// Moves before the entry with this cursor, so that ``next()`` reads it again. If that entry is gone or not
    /// selected, the reader moves to its former place.
    public func seek(toCursor cursor: String) throws(JournalReaderError) {
        let result = unsafe sd_journal_seek_cursor(self.handle, cursor)
        guard result != -EINVAL else { throw .invalidCursor }
        _ = try JournalReaderError.check(result, "sd_journal_seek_cursor")
    }

    /// Moves after the entry with this cursor, so that ``next()`` reads the first entry after it.
    ///
    /// If the cursor's entry is gone or not selected, no entry is skipped. `journalctl --after-cursor` of systemd 252
    /// always skips one entry, and so loses the first selected entry in that case.
    public func seek(afterCursor cursor: String) throws(JournalReaderError) {
        try self.seek(toCursor: cursor)
        guard try self.next(), try !self.isAt(cursor: cursor) else { return }
        try self.seek(toCursor: cursor)
    }

    /// Whether the reader is at the entry with this cursor.
    public func isAt(cursor: String) throws(JournalReaderError) -> Bool {
        try JournalReaderError.check(
            unsafe sd_journal_test_cursor(self.handle, cursor), "sd_journal_test_cursor") > 0
    }

    /// Moves to the next entry; returns false at the present end.
    public func next() throws(JournalReaderError) -> Bool {
        try JournalReaderError.check(unsafe sd_journal_next(self.handle), "sd_journal_next") > 0
    }

    /// Moves to the entry before; returns false at the beginning.
    public func previous() throws(JournalReaderError) -> Bool {
        try JournalReaderError.check(unsafe sd_journal_previous(self.handle), "sd_journal_previous") > 0
    }

    // MARK: - The entry

    /// The present entry.
    ///
    /// - Parameter names: The fields to read; nil for all.
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

    /// The cursor of the present entry.
    public func cursor() throws(JournalReaderError) -> String {
        var text: UnsafeMutablePointer<CChar>?
        _ = try JournalReaderError.check(
            unsafe sd_journal_get_cursor(self.handle, &text), "sd_journal_get_cursor")
        guard let text = unsafe text else { throw .failed(call: "sd_journal_get_cursor", errno: ENODATA) }
        defer { unsafe free(text) }
        return unsafe String(cString: text)
    }

    /// The fields of the entry. Like sd_journal_enumerate_available_data(3), it leaves out fields that libsystemd
    /// cannot decode.
    private func fields(_ names: Set<String>?) throws(JournalReaderError) -> [JournalRecord.Field] {
        var fields: [JournalRecord.Field] = []
        unsafe sd_journal_restart_data(self.handle)
        while fields.count < self.limits.fields {
            var data: UnsafeRawPointer?
            var length = 0
            let result = unsafe sd_journal_enumerate_available_data(self.handle, &data, &length)
            guard try JournalReaderError.check(result, "sd_journal_enumerate_available_data") > 0 else { break }
            // libsystemd treats its threshold as a hint, so the value is cut here.
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
