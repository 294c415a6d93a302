// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Standard output without a buffer, so that the reader of a pipe sees each line at once.
enum StandardOutput {
    /// Writes a text; a failed write is ignored.
    static func put(_ text: String) {
        let bytes = Array(text.utf8)
        unsafe bytes.withUnsafeBytes { buffer in
            _ = unsafe write(STDOUT_FILENO, buffer.baseAddress, buffer.count)
        }
    }
}
