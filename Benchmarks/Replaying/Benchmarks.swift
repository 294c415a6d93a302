// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Benchmark
import MonitorRecording
import PlexModel

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput, .peakMemoryResident], maxDuration: .seconds(20), maxIterations: 5)

    let lines = RecordedDays.lines(inputs: 100_000).map { Array($0.utf8) }

    Benchmark("100,000 recorded inputs decoded") { benchmark in
        for _ in benchmark.scaledIterations {
            var decoder = RecordingDecoder()
            for line in lines { blackHole(try decoder.item(line[...])) }
        }
    }

    Benchmark("100,000 recorded inputs decoded and replayed by the rules that were in force") { benchmark in
        for _ in benchmark.scaledIterations {
            var decoder = RecordingDecoder()
            var report = ReplayReport(by: .recorded)
            for line in lines {
                if let item = try decoder.item(line[...]) { report.take(item) }
            }
            blackHole(report.inputCount)
        }
    }
}
