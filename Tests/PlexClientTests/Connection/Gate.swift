// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Blocks threads, as a name server that never answers does, until a test opens it.
final class Gate: Sendable {
    /// The end that is read.
    private let reader: CInt
    /// The end whose closing opens the gate.
    private let writer: CInt

    /// A closed gate.
    init() {
        var ends: [CInt] = [0, 0]
        unsafe pipe(&ends)
        (self.reader, self.writer) = (ends[0], ends[1])
    }

    /// Blocks until the gate is open.
    func wait() {
        var byte: UInt8 = 0
        _ = unsafe read(self.reader, &byte, 1)
    }

    /// Opens the gate for good.
    func open() {
        close(self.writer)
    }
}
