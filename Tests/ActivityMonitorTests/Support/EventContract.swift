// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import ActivityMonitor

/// What holds for every event, whatever happened.
enum EventContract {
    /// Checks one event.
    static func check(_ event: Event) {
        let names = event.fields.map(\.name)
        #expect(Set(names).count == names.count, "a field stands twice in \(event.line)")
        #expect(event[.event] == event.kind.rawValue)
        #expect(!event.message.isEmpty)
        for text in [event.message] + event.fields.map(\.value) {
            #expect(
                !text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) },
                "a control character in \(event.line)")
        }
        if event.priority <= .warning {
            #expect(event.message.contains(";"), "what to do is missing in: \(event.message)")
        }
        for name in [EventFieldName.ageMicroseconds, .stalledMicroseconds] {
            if let value = event[name] { #expect(Int64(value).map { $0 >= 0 } == true) }
        }
    }
}
