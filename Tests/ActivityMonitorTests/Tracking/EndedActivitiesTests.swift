// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@testable import ActivityMonitor

@Suite("What has ended")
struct EndedActivitiesTests {
    private static func id(_ number: Int) -> ActivityID { ActivityID("u\(number)") }

    @Test("it is remembered in a bounded way, the latest longest")
    func bounded() {
        var ended = EndedActivities()
        for number in 0..<50_000 { ended.record(Self.id(number), at: Story.instant(0), wasTold: true) }
        #expect(ended.unproved.count == EndedActivities.capacity)
        #expect(ended.contains(Self.id(49_999)))
        #expect(!ended.contains(Self.id(0)))
    }

    @Test("it is forgotten after a while, but not while a row is shown")
    func forgotten() {
        var ended = EndedActivities()
        ended.record(Self.id(1), at: Story.instant(0), wasTold: true)
        ended.record(Self.id(2), at: Story.instant(0), wasTold: true)
        ended.observe([Self.id(1): .scan("u1")], isComplete: true, sentAt: Story.instant(10))
        #expect(ended.unproved == [Self.id(1)])
        ended.record(Self.id(3), at: Story.instant(601), wasTold: false)
        #expect(ended.wasTold(Self.id(1)))
        #expect(!ended.contains(Self.id(2)))
        // From the snapshot on that does not show it any more, it is forgotten after a while, too.
        ended.observe([:], isComplete: true, sentAt: Story.instant(700))
        ended.record(Self.id(4), at: Story.instant(1_200), wasTold: false)
        #expect(ended.contains(Self.id(1)))
        ended.record(Self.id(5), at: Story.instant(1_901), wasTold: false)
        #expect(!ended.contains(Self.id(1)))
    }
}
