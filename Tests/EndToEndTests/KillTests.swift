// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import PlexModel
import PlexSimulator
import Testing

/// `kill -9` at random instants: the output alone shows each start and each end once, and no request twice.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct KillTests {
    /// The random numbers of a seed: SplitMix64, <https://prng.di.unimi.it/splitmix64.c>.
    private struct Chance {
        var state: UInt64

        /// A number from 0 to 1.
        mutating func next() -> Double {
            self.state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = self.state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return Double((mixed ^ (mixed >> 31)) >> 11) * 0x1p-53
        }
    }

    /// Short work that begins again and again, and a stuck scan in each of many libraries, which one stop ends.
    private static let work: [ActivityPlan] =
        (0..<3).map { number in
            ActivityPlan(
                type: .libraryUpdateItemMetadata, titles: ["Short"],
                course: Course(
                    duration: .milliseconds(350 + 170 * number), steps: 4, staysAtEnd: .milliseconds(50)),
                runs: nil, pauseBetween: .milliseconds(130))
        }
        + (1...60).map { number in
            var plan = ActivityPlan.stuckScan("stuck-\(number)", section: SectionID("\(100 + number)"))
            plan.trigger = .time(.milliseconds(700 * number))
            plan.stopDelay = .milliseconds(300)
            return plan
        }

    @Test("each start and end is told once, and no request goes out twice", arguments: ["none", "eventsource"])
    func killed(notifications: String) async throws {
        let seed = UInt64.random(in: 0...UInt64.max)
        var chance = Chance(state: seed)
        let rule = RuleText(
            conditions: "no-progress-for = \"3s\"", conduct: "verify-within = \"60s\"\nattempts = 1\ncooldown = \"1m\"")
        let settings = "[journal]\nprogress-interval = \"1s\"\n[safety]\nmax-stops-per-hour = 1000\n"
        try await Stage.with(Self.work, notifications: notifications, settings: settings, rules: [rule]) { stage in
            var events: [DaemonEvent] = []
            for _ in 0..<16 {
                let daemon = try stage.start()
                // Just when something is told, or at any other instant.
                if chance.next() < 0.6 {
                    try await daemon.next(chance.next() < 0.5 ? "started" : "finished", within: .seconds(20))
                    try await Task.sleep(for: .milliseconds(4) * chance.next())
                } else {
                    try await Task.sleep(for: .milliseconds(1_800) * chance.next())
                }
                daemon.signal(SIGKILL)
                #expect(try await daemon.end() == .signalled(SIGKILL))
                events += daemon.events
            }
            let last = try stage.start()
            try await last.next("started")
            try await stage.morePolls(3)
            #expect(try await last.terminate() == .exited(0))
            events += last.events
            Self.judge(events, seed: seed)
            let stops = stage.stops.map(\.line)
            #expect(Set(stops).count == stops.count, "seed \(seed): a request was repeated: \(stops)")
            #expect(!last.standardError.contains("cannot be used"), "seed \(seed): \(last.standardError)")
        }
    }

    private static func judge(_ events: [DaemonEvent], seed: UInt64) {
        var words: [String: [String: String]] = [:]
        var told: [String: [String]] = [:]
        var copies = 0
        for event in events {
            let id = event["PLEX_EVENT_ID"] ?? ""
            #expect(!id.isEmpty)
            let fields = event.fields.filter { $0.key != "__REALTIME_TIMESTAMP" }
            if let first = words[id] {
                #expect(first == fields, "seed \(seed): an entry came back with other words")
                copies += 1
                continue
            }
            words[id] = fields
            guard let uuid = event.uuid, ["started", "finished", "lost"].contains(event.name) else { continue }
            told[uuid, default: []].append(event.name == "started" ? "start" : "end")
        }
        #expect(told.count > 10 && copies <= 20, "seed \(seed): \(told.count) activities, \(copies) entries again")
        for (uuid, story) in told {
            let isInTurn = story.enumerated().allSatisfy {
                ($0.offset.isMultiple(of: 2) ? "start" : "end") == $0.element
            }
            #expect(isInTurn, "seed \(seed): \(uuid) was told as \(story)")
        }
        // Work that ends by itself: whatever began before the last daemon has an end.
        let unended = told.filter { $0.value.last == "start" && !$0.key.hasPrefix("stuck") }
        #expect(unended.count <= 3, "seed \(seed): \(unended.keys) never ended")
    }
}
