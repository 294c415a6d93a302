// SPDX-License-Identifier: Apache-2.0

import Logging
import SystemdTestKit
import Testing

@testable import Systemd

@Suite("The log handler")
struct JournalLogHandlerTests {
    private let sink = InMemoryJournalSink()

    private func logger(provider: Logger.MetadataProvider? = nil) -> Logger {
        Logger(label: "some.label") { [sink] label in
            JournalLogHandler(
                label: label, identifier: "program", logLevel: .trace, metadataProvider: provider, write: sink.enqueue)
        }
    }

    @Test(
        "levels are priorities",
        arguments: zip(Logger.Level.allCases, ["7", "7", "6", "5", "4", "3", "2"])
    )
    func levels(_ level: Logger.Level, _ priority: String) {
        self.logger().log(level: level, "text")
        #expect(self.sink.entries.map { $0[.priority] } == [priority])
    }

    @Test("the standard fields are there, once each")
    func standardFields() throws {
        self.logger().info("text", metadata: ["a": "b"], file: "F.swift", function: "f()", line: 7)
        let entry = try #require(self.sink.entries.first)
        let fields = entry.fields.map { "\($0.name)=\($0.text)" }
        #expect(
            fields == [
                "MESSAGE=text", "PRIORITY=6", "SYSLOG_IDENTIFIER=program", "LOGGER=some.label", "CODE_FILE=F.swift",
                "CODE_LINE=7", "CODE_FUNC=f()", "A=b",
            ])
    }

    @Test(
        "metadata keys become valid names that are nobody else's",
        arguments: [
            ("request-id", "REQUEST_ID"),
            ("plex.session.id", "PLEX_SESSION_ID"),
            ("message", "METADATA_MESSAGE"),
            ("Priority", "METADATA_PRIORITY"),
            ("message_id", "METADATA_MESSAGE_ID"),
            ("syslog-identifier", "METADATA_SYSLOG_IDENTIFIER"),
            ("unit", "METADATA_UNIT"),
            ("object_pid", "METADATA_OBJECT_PID"),
            ("_pid", "PID"),
        ]
    )
    func keys(_ key: String, _ name: String) throws {
        self.logger().info("text", metadata: [key: "value"])
        let last = try #require(self.sink.entries.first?.fields.last)
        #expect(last == JournalField(name: JournalFieldName(mapping: name), value: "value"))
    }

    @Test(
        "nested values are text",
        arguments: [
            (Logger.MetadataValue.string("a\nb"), "a\nb"),
            (.stringConvertible(42), "42"),
            (.array(["a", .stringConvertible(1)]), #"["a", "1"]"#),
            (.dictionary(["k": .array(["v"])]), #"["k": ["v"]]"#),
        ]
    )
    func nested(_ value: Logger.MetadataValue, _ text: String) {
        self.logger().info("text", metadata: ["key": value])
        #expect(self.sink.entries.first?["KEY"] == text)
    }

    @Test("the nearest metadata wins")
    func precedence() {
        var logger = self.logger(provider: Logger.MetadataProvider { ["b": "provider", "c": "provider"] })
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        logger[metadataKey: "c"] = "logger"
        logger.info("text", metadata: ["c": "call"])
        let entry = self.sink.entries.first
        #expect(entry?["A"] == "logger")
        #expect(entry?["B"] == "provider")
        #expect(entry?["C"] == "call")
    }

    @Test("a handler is a value")
    func value() {
        let first = self.logger()
        var second = first
        second.logLevel = .error
        second[metadataKey: "only"] = "second"
        #expect(first.logLevel == .trace)
        #expect(first[metadataKey: "only"] == nil)
    }

    @Test("an error is in fields of its own")
    func error() {
        self.logger().error("text", error: MachineIdentityError.failed(errno: 5))
        let entry = self.sink.entries.first
        #expect(entry?["ERROR_TYPE"] == "Systemd.MachineIdentityError")
        #expect(entry?["ERROR_MESSAGE"]?.contains("Input/output error") == true)
    }
}
