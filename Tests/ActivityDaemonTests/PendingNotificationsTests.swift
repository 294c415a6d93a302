// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import Testing

@testable import ActivityDaemon

extension ActivityNotification {
    /// News of an activity; without progress none of its values.
    static func test(_ change: Change, _ uuid: String = "a", _ progress: Double? = nil) -> ActivityNotification {
        let activity = progress.map {
            Activity(id: ActivityID(uuid), type: .libraryUpdateSection, title: "Scanning", progress: .percent($0))
        }
        return ActivityNotification(id: ActivityID(uuid), change: change, activity: activity)
    }
}

/// A monitor that has seen some activities in a poll, and what it tells of them.
private struct Witness {
    /// How many it has seen.
    static let shown = 30

    private var monitor = Monitor()
    private var now = Instant(nanoseconds: 0)
    /// The starts and ends of each uuid, and with which values it ended.
    private(set) var told: [String: [String]] = [:]

    init() {
        let configuration = DaemonConfiguration(
            servers: [ServerConfiguration(name: "home", url: "http://127.0.0.1:1")])
        self.feed(.configure(configuration.monitorSettings(generation: 1, textHashKey: TextHash.Key(1, 2))))
        self.feed(.stream(server: "home", .open))
        let rows = (0..<Self.shown).compactMap { ActivityNotification.test(.updated, "u\($0)", 30).activity }
        let snapshot = ActivitySnapshot(activities: rows)
        self.feed(.poll(server: "home", sentAt: self.now, .snapshot(snapshot)))
    }

    mutating func hear(_ notification: ActivityNotification, at instant: Instant) {
        self.now = max(self.now, instant)
        self.feed(.notification(server: "home", receivedAt: instant, notification))
    }

    private mutating func feed(_ input: Input) {
        for event in self.monitor.handle(input, at: self.now).events {
            guard let uuid = event[.activityUUID] else { continue }
            switch event.kind {
            case .started: self.told[uuid, default: []].append("started")
            case .finished, .lost:
                self.told[uuid, default: []].append("\(event.kind) at \(event[.progress] ?? "nothing")")
            default: break
            }
        }
    }

    /// The last values of what is there.
    var known: [String: Double?] {
        let activities = self.monitor.status(at: self.now).servers.flatMap(\.activities)
        return Dictionary(uniqueKeysWithValues: activities.map { ($0.uuid, $0.progress) })
    }
}

@Suite("Notifications that wait")
struct PendingNotificationsTests {
    private let start = Instant(nanoseconds: 0)

    @Test(
        "are as few for each activity as tell all of it",
        arguments: [
            (
                [.test(.started, "a", 0), .test(.updated, "a", 5), .test(.updated, "a", 6)],
                [.test(.started, "a", 0), .test(.updated, "a", 6)]
            ),
            ([.test(.updated, "a", 1), .test(.updated, "a", 5)], [.test(.updated, "a", 5)]),
            ([.test(.updated, "a"), .test(.updated, "a", 5)], [.test(.updated, "a", 5)]),
            ([.test(.updated, "a", 5), .test(.updated, "a")], [.test(.updated, "a", 5), .test(.updated, "a")]),
            // The values with which it started are the oldest, whenever they come.
            ([.test(.updated, "a", 5), .test(.started, "a", 0)], [.test(.updated, "a", 5), .test(.updated, "a")]),
            ([.test(.started, "a", 0), .test(.started, "a", 1)], [.test(.started, "a", 0), .test(.updated, "a")]),
            ([.test(.started, "a"), .test(.started, "a", 1)], [.test(.started, "a", 1)]),
            ([.test(.started, "a", 0), .test(.ended, "a", 100)], [.test(.started, "a", 0), .test(.ended, "a", 100)]),
            // The end is final, whatever overtakes it.
            ([.test(.ended, "a", 100), .test(.updated, "a", 50)], [.test(.ended, "a", 100)]),
            ([.test(.ended, "a"), .test(.started, "a", 0)], [.test(.ended, "a")]),
            ([.test(.ended, "a", 100), .test(.ended, "a")], [.test(.ended, "a", 100)]),
        ] as [([ActivityNotification], [ActivityNotification])])
    func merging(messages: [ActivityNotification], expected: [ActivityNotification]) {
        var pending = PendingNotifications()
        for message in messages { pending.add(message, at: self.start) }
        #expect(pending.count == 1)
        #expect(pending.takeFirst().map(\.notification) == expected)
        #expect(pending.takeFirst().isEmpty && pending.isEmpty)
    }

    @Test("carry the instant at which each came")
    func receivedAt() {
        var pending = PendingNotifications()
        let instants = (0..<5).map { self.start.advanced(by: .seconds($0)) }
        pending.add(.test(.started, "a", 0), at: instants[0])
        pending.add(.test(.updated, "a", 1), at: instants[1])
        pending.add(.test(.ended, "b"), at: instants[2])
        pending.add(.test(.updated, "b", 2), at: instants[3])
        pending.add(.test(.updated, "a", 3), at: instants[4])
        #expect(pending.takeFirst().map(\.receivedAt) == [instants[0], instants[4]])
        #expect(pending.takeFirst().map(\.receivedAt) == [instants[2]])
    }

    @Test("are told in the order in which they came first")
    func order() {
        var pending = PendingNotifications()
        for uuid in ["b", "a", "c", "a", "b"] { pending.add(.test(.updated, uuid, 1), at: self.start) }
        let taken = (0..<3).map { _ in pending.takeFirst().first?.notification.id.rawValue }
        #expect(taken == ["b", "a", "c"])
    }

    @Test("leave a monitor where every single message would have left it", arguments: 0..<300 as Range<UInt64>)
    func lastValue(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var pending = PendingNotifications()
        // One is told each message as it comes, the other what is taken.
        var (each, gathered) = (Witness(), Witness())
        func take(_ count: Int) {
            for _ in 0..<count {
                let messages = pending.takeFirst()
                guard !messages.isEmpty else { return }
                #expect(messages.count <= 4)
                for message in messages { gathered.hear(message.notification, at: message.receivedAt) }
            }
        }
        for step in 1...200 {
            let instant = self.start.advanced(by: .milliseconds(step))
            let change = ActivityNotification.Change.allCases.randomElement(using: &generator) ?? .updated
            let number = Int.random(in: 0..<60, using: &generator)
            // Of what nobody has seen, a monitor takes no note that it has ended, and the queue does.
            let hasValues = Bool.random(using: &generator) || (change == .ended && number >= Witness.shown)
            let message = ActivityNotification.test(
                change, "u\(number)", hasValues ? Double.random(in: 0...100, using: &generator) : nil)
            pending.add(message, at: instant)
            each.hear(message, at: instant)
            #expect(pending.count <= 60)
            if Int.random(in: 0..<4, using: &generator) == 0 { take(Int.random(in: 1...9, using: &generator)) }
        }
        take(.max)
        let uuids = (0..<60).map { "u\($0)" }
        #expect(uuids.filter { gathered.known[$0] != each.known[$0] }.isEmpty)
        #expect(uuids.filter { gathered.told[$0] != each.told[$0] }.isEmpty)
    }

    @Test("are bounded in number")
    func bounded() {
        var pending = PendingNotifications()
        for number in 0..<PendingNotifications.maximumCount {
            #expect(!pending.isFull)
            pending.add(.test(.started, "u\(number)", 0), at: self.start)
        }
        #expect(pending.isFull)
        #expect(pending.takeFirst().count == 1)
        #expect(!pending.isFull)
    }

    @Test("are bounded in size")
    func boundedSize() {
        var pending = PendingNotifications()
        let text = String(repeating: "x", count: 4_000)
        var number = 0
        while !pending.isFull {
            number += 1
            let id = ActivityID("u\(number)")
            let context = JSONValue.array(Array(repeating: .object([.init("k", .string(text))]), count: 20))
            let activity = Activity(id: id, type: .libraryUpdateSection, title: text, context: context)
            pending.add(ActivityNotification(id: id, change: .updated, activity: activity), at: self.start)
            // Changed values replace the old ones.
            pending.add(ActivityNotification(id: id, change: .updated, activity: activity), at: self.start)
        }
        #expect(number > 90 && number < 110)
        while !pending.takeFirst().isEmpty {}
        #expect(!pending.isFull)
    }
}
