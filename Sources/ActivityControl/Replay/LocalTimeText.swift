// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Times as people write them.
enum LocalTimeText {
    /// `2026-11-22 20:15:03`, in the zone of the process: localtime(3), strftime(3).
    static func text(_ microseconds: Int64) -> String {
        var moment = time_t(microseconds / 1_000_000)
        var parts = unsafe tm()
        unsafe localtime_r(&moment, &parts)
        var buffer = [CChar](repeating: 0, count: 32)
        let count = unsafe strftime(&buffer, buffer.count, "%Y-%m-%d %H:%M:%S", &parts)
        return String(decoding: buffer.prefix(count).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
