// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
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

@Suite("Notifications that wait")
struct PendingNotificationsTests {
    private let start = Instant(nanoseconds: 0)

    @Test(
        "are one for each activity, with the last values",
        arguments: [
            ([.test(.started, "a", 0), .test(.updated, "a", 5)], .test(.started, "a", 5)),
            ([.test(.updated, "a", 1), .test(.updated, "a", 5)], .test(.updated, "a", 5)),
            ([.test(.updated, "a", 5), .test(.updated, "a")], .test(.updated, "a", 5)),
            ([.test(.updated, "a", 5), .test(.started, "a", 0)], .test(.started, "a", 0)),
            ([.test(.started, "a", 0), .test(.ended, "a", 100)], .test(.ended, "a", 100)),
            ([.test(.started, "a", 0), .test(.updated, "a", 50), .test(.ended, "a")], .test(.ended, "a", 50)),
            // The end is final, whatever overtakes it.
            ([.test(.ended, "a", 100), .test(.updated, "a", 50)], .test(.ended, "a", 100)),
            ([.test(.ended, "a"), .test(.started, "a", 0)], .test(.ended, "a")),
            ([.test(.ended, "a", 100), .test(.ended, "a")], .test(.ended, "a", 100)),
        ] as [([ActivityNotification], ActivityNotification)])
    func merging(messages: [ActivityNotification], expected: ActivityNotification) {
        var pending = PendingNotifications()
        for message in messages { pending.add(message, at: self.start) }
        #expect(pending.count == 1)
        let taken = (pending.takeFirst(), pending.takeFirst())
        #expect(taken.0?.notification == expected)
        #expect(taken.1 == nil && pending.isEmpty)
    }

    @Test("carry the instant of the last message that they are made of")
    func receivedAt() {
        var pending = PendingNotifications()
        let instants = (0..<4).map { self.start.advanced(by: .seconds($0)) }
        pending.add(.test(.started, "a", 0), at: instants[0])
        pending.add(.test(.updated, "a", 1), at: instants[1])
        pending.add(.test(.ended, "b"), at: instants[2])
        pending.add(.test(.updated, "b", 2), at: instants[3])
        let taken = [pending.takeFirst(), pending.takeFirst()]
        #expect(taken.map { $0?.receivedAt } == [instants[1], instants[2]])
    }

    @Test("are told in the order in which they came first")
    func order() {
        var pending = PendingNotifications()
        for uuid in ["b", "a", "c", "a", "b"] { pending.add(.test(.updated, uuid, 1), at: self.start) }
        let taken = (0..<3).map { _ in pending.takeFirst()?.notification.id.rawValue }
        #expect(taken == ["b", "a", "c"])
    }

    @Test("lose no last value, however they are mixed and taken")
    func lastValue() {
        for seed in 0..<500 {
            var generator = SeededGenerator(seed: UInt64(seed))
            var pending = PendingNotifications()
            // What whoever takes them knows in the end, and what is true.
            var told: [ActivityID: ActivityNotification] = [:]
            var truth: [ActivityID: ActivityNotification] = [:]
            func take(_ count: Int) {
                for _ in 0..<count {
                    guard let next = pending.takeFirst()?.notification else { return }
                    told[next.id] = told[next.id]?.followed(by: next) ?? next
                }
            }
            for _ in 0..<200 {
                let message = ActivityNotification.test(
                    ActivityNotification.Change.allCases.randomElement(using: &generator) ?? .updated,
                    "u\(Int.random(in: 0..<20, using: &generator))",
                    Bool.random(using: &generator) ? Double.random(in: 0...100, using: &generator) : nil)
                pending.add(message, at: self.start)
                truth[message.id] = truth[message.id]?.followed(by: message) ?? message
                #expect(pending.count <= 20)
                if Int.random(in: 0..<4, using: &generator) == 0 { take(Int.random(in: 1...9, using: &generator)) }
            }
            take(.max)
            #expect(told == truth)
        }
    }

    @Test("are bounded in number")
    func bounded() {
        var pending = PendingNotifications()
        for number in 0..<PendingNotifications.maximumCount {
            #expect(!pending.isFull)
            pending.add(.test(.started, "u\(number)", 0), at: self.start)
        }
        #expect(pending.isFull)
        _ = pending.takeFirst()
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
        while pending.takeFirst() != nil {}
        #expect(!pending.isFull)
    }
}
