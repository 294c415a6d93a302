// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Benchmark
import PlexModel

/// What the core does with a server that shows 10,000 activities.
private enum Load {
    /// How many activities there are.
    static let count = 10_000

    /// A list of them, each at this progress.
    static func snapshot(progress: Double) -> ActivitySnapshot {
        ActivitySnapshot(
            activities: (0..<Self.count).map { number in
                Activity(
                    id: ActivityID("be2cbe2c-0000-4000-8000-\(1_000_000 + number)"),
                    type: .generateCredits,
                    title: "Detecting Credits",
                    subtitle: "A Series S01 E\(number)",
                    progress: .percent(progress),
                    isCancellable: false,
                    userID: 1
                )
            })
    }

    /// A monitor that watches one server and has seen nothing of it.
    static func monitor() -> Monitor {
        var monitor = Monitor()
        let settings = MonitorSettings(generation: 1, servers: [ServerSettings(name: "home")])
        _ = monitor.handle(.configure(settings), at: Instant(nanoseconds: 0))
        return monitor
    }

    /// A poll that was answered in this second.
    static func poll(_ snapshot: ActivitySnapshot, second: Int64) -> (input: Input, now: Instant) {
        let now = Instant(nanoseconds: second * 1_000_000_000)
        return (.poll(server: "home", sentAt: now, .snapshot(snapshot)), now)
    }
}

let benchmarks: @Sendable () -> Void = {
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .peakMemoryResident], maxDuration: .seconds(3), maxIterations: 50)

    Benchmark("The first poll shows 10,000 activities") { benchmark in
        let snapshot = Load.snapshot(progress: 1)
        for _ in benchmark.scaledIterations {
            var monitor = Load.monitor()
            let (input, now) = Load.poll(snapshot, second: 1)
            benchmark.startMeasurement()
            blackHole(monitor.handle(input, at: now))
            benchmark.stopMeasurement()
        }
    }

    Benchmark("A further poll, in which all 10,000 have moved") { benchmark in
        var monitor = Load.monitor()
        let snapshots = [Load.snapshot(progress: 1), Load.snapshot(progress: 2)]
        var second: Int64 = 0
        for _ in benchmark.scaledIterations {
            second += 10
            let (input, now) = Load.poll(snapshots[Int(second / 10) % 2], second: second)
            benchmark.startMeasurement()
            blackHole(monitor.handle(input, at: now))
            benchmark.stopMeasurement()
        }
    }

    Benchmark("A notification, while there are 10,000 activities") { benchmark in
        var monitor = Load.monitor()
        let snapshot = Load.snapshot(progress: 1)
        let (input, now) = Load.poll(snapshot, second: 1)
        _ = monitor.handle(input, at: now)
        var activity = snapshot.activities[0]
        var second: Int64 = 1
        for _ in benchmark.scaledIterations {
            second += 1
            activity.progress = .percent(Double(second % 100))
            let news = ActivityNotification(id: activity.id, change: .updated, activity: activity)
            let now = Instant(nanoseconds: second * 1_000_000_000)
            benchmark.startMeasurement()
            blackHole(monitor.handle(.notification(server: "home", receivedAt: now, news), at: now))
            benchmark.stopMeasurement()
        }
    }
}
