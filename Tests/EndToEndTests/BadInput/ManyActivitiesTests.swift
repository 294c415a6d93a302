// SPDX-License-Identifier: Apache-2.0
import PlexModel
import PlexSimulator
import Testing

/// Far more activities than a server has in practice.
@Suite(.serialized, .timeLimit(.minutes(3)))
struct ManyActivitiesTests {
    @Test("ten thousand activities are watched")
    func tenThousandActivitiesAreWatched() async throws {
        let count = 10_000
        try await Stage.with([.endlessScan()]) { stage in
            let daemon = try stage.start()
            try await daemon.next("progress") { $0.uuid == "watched" }

            let rows = (0..<count).map { HandmadeList.row("one-of-many-\($0)", progress: $0 % 100) }
            stage.server.add(
                Fault(HandmadeList.body(rows + [HandmadeList.row("watched", progress: 50)]), path: "/activities"))
            try await daemon.count(of: "started", atLeast: count + 1)
            try await stage.requests("GET", "/activities", atLeast: 3, fault: "raw")
            #expect(daemon.events("finished", "lost").isEmpty)

            stage.server.clearFaults()
            try await daemon.count(of: "finished", atLeast: count)
            try await daemon.next("progress") { $0.uuid == "watched" }
            #expect(daemon.events("finished").allSatisfy { $0.uuid != "watched" })
            #expect(daemon.events("lost", "server-unreachable").isEmpty)
            stage.server.withWorld { world in _ = world.start(.bystander()) }
            stage.endActivity("watched")
            try await daemon.next("finished") { $0.uuid == "watched" }
            // Ten thousand events at once wait for the reader, so that none is lost (docs/reliability.md).
            BadAnswer.checkMemory(of: daemon, limit: 96 * 1024)
            #expect(try await daemon.terminate() == .exited(0))
        }
    }
}
