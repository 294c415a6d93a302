// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Systemd

@Suite("Whether standard error is the journal's")
struct JournalStreamTests {
    private let stream: StandInStandardError
    private let device: UInt64
    private let inode: UInt64

    init() throws {
        self.stream = try StandInStandardError()
        var status = stat()
        guard unsafe fstat(self.stream.writeEnd.number, &status) == 0 else { throw TestSupportError(call: "fstat") }
        self.device = UInt64(status.st_dev)
        self.inode = UInt64(status.st_ino)
    }

    private func isConnected(_ variable: String?) -> Bool {
        JournalStream.isConnected(
            environment: variable.map { ["JOURNAL_STREAM": $0] } ?? [:],
            descriptor: self.stream.writeEnd.number
        )
    }

    @Test("the same device and inode: yes")
    func same() {
        #expect(self.isConnected("\(self.device):\(self.inode)"))
    }

    @Test("a line for the journal's stream says its priority as a number, another its name")
    func prefix() throws {
        for (inode, line) in [(self.inode, "<3>x"), (self.inode + 1, "err: x")] {
            let sink = StandardErrorSink(
                environment: ["JOURNAL_STREAM": "\(self.device):\(inode)"],
                descriptor: self.stream.writeEnd.number
            )
            sink.enqueue(JournalEntry(message: "x", priority: .error))
            #expect(try self.stream.line() == line)
        }
    }

    @Test("anything else: no")
    func other() {
        #expect(!self.isConnected(nil))
        #expect(!self.isConnected("\(self.device):\(self.inode + 1)"))
        #expect(!self.isConnected("\(self.device + 1):\(self.inode)"))
        for text in [
            "", ":", "\(self.device)", "\(self.device):", "\(self.device):\(self.inode):", "-1:\(self.inode)", "a:b",
        ] {
            #expect(!self.isConnected(text), "\(text)")
        }
    }

    @Test("a descriptor that is closed is not the journal's")
    func closed() {
        #expect(
            !JournalStream.isConnected(environment: ["JOURNAL_STREAM": "\(self.device):\(self.inode)"], descriptor: -1))
    }
}
