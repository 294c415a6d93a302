// SPDX-License-Identifier: Apache-2.0
import Benchmark
import PlexModel

/// What a server sends.
private enum Load {
    /// How many activities, or events, there are.
    static let count = 10_000

    /// One of the activities.
    private static func row(_ number: Int) -> String {
        """
        {"uuid":"be2cbe2c-0000-4000-8000-\(1_000_000 + number)","type":"media.generate.credits","cancellable":false,\
        "userID":1,"title":"Detecting Credits","subtitle":"A Series S01 E\(number)","progress":\(number % 101),\
        "Context":{"librarySectionID":"3"}}
        """
    }

    /// The answer to `GET /activities`.
    static let answer = Array(
        """
        {"MediaContainer":{"size":\(Self.count),"Activity":[\((0..<Self.count).map(Self.row).joined(separator: ","))]}}
        """.utf8)

    /// The data of the events of a burst.
    static let messages: [[UInt8]] = (0..<Self.count).map { number in
        Array(
            """
            {"ActivityNotification":{"event":"updated","uuid":"be2cbe2c-0000-4000-8000-\(1_000_000 + number)",\
            "Activity":\(Self.row(number))}}
            """.utf8)
    }

    /// The burst as an EventSource brings it, in the portions of a network.
    static let portions: [ArraySlice<UInt8>] = {
        let bytes = Self.messages.flatMap { Array("event: activity\ndata: ".utf8) + $0 + Array("\n\n".utf8) }
        return stride(from: 0, to: bytes.count, by: 1_448).map { bytes[$0..<min($0 + 1_448, bytes.count)] }
    }()
}

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .peakMemoryResident], maxDuration: .seconds(3), maxIterations: 50)

    Benchmark("Decode a list of 10,000 activities") { benchmark in
        let answer = Load.answer
        for _ in benchmark.scaledIterations {
            benchmark.startMeasurement()
            blackHole(try ActivitiesDecoding.snapshot(answer))
            benchmark.stopMeasurement()
        }
    }

    Benchmark("Parse a burst of 10,000 events") { benchmark in
        let portions = Load.portions.map { Array($0) }
        for _ in benchmark.scaledIterations {
            var parser = EventSourceParser(limit: 1 << 20)
            var count = 0
            benchmark.startMeasurement()
            for portion in portions { count += parser.read(portion).count }
            benchmark.stopMeasurement()
            precondition(count == Load.count)
        }
    }

    Benchmark("Decode the notifications of 10,000 events") { benchmark in
        let messages = Load.messages
        for _ in benchmark.scaledIterations {
            benchmark.startMeasurement()
            for message in messages {
                blackHole(try NotificationDecoding.notifications(eventType: "activity", payload: message))
            }
            benchmark.stopMeasurement()
        }
    }
}
