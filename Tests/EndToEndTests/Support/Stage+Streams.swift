// SPDX-License-Identifier: Apache-2.0
import PlexModel
import PlexSimulator

/// Both kinds of streams by their names in `notifications`, with their paths.
enum StreamChoice: String, CaseIterable, Sendable {
    case eventsource
    case websocket

    /// The beginning of the stream's path.
    var path: String {
        switch self {
        case .eventsource: "/:/eventsource/"
        case .websocket: "/:/websocket"
        }
    }
}

extension ActivityPlan {
    /// A scan that ends after 200 ms.
    static func briefScan(_ uuid: String) -> ActivityPlan {
        ActivityPlan(
            type: .libraryUpdateSection, titles: ["Scanning Movies"], section: SectionID("2"), uuid: uuid,
            course: Course(duration: .milliseconds(150), steps: 3, staysAtEnd: .milliseconds(50)))
    }
}

extension Stage {
    /// Waits until a stream is open and the daemon has polled this many times.
    func streamIsOpen(polls: Int = 1) async throws {
        try await self.streamsAre(open: 1)
        try await self.requests("GET", "/activities", atLeast: polls)
    }

    /// Waits until this many streams are open.
    func streamsAre(open wanted: Int) async throws {
        let server = self.server
        let count = await withTaskGroup { group in
            group.addTask { await server.openStreams { $0 == wanted } }
            group.addTask {
                try? await Task.sleep(for: Daemon.patience)
                return server.openStreams
            }
            defer { group.cancelAll() }
            return await group.next() ?? -1
        }
        guard count == wanted else { throw HarnessError("\(count) streams are open instead of \(wanted)") }
    }

    /// Runs scans of 200 ms until polls miss one of them, and checks its events from the start to the end.
    func tellsBriefScan(_ daemon: Daemon) async throws {
        for attempt in 1...5 {
            let uuid = "brief-\(attempt)"
            let wasPolled = Observed(false)
            self.server.setHook { request, world in
                guard request.path == "/activities", world.activities.contains(where: { $0.id.rawValue == uuid }) else {
                    return
                }
                wasPolled.change { $0 = true }
            }
            self.server.withWorld { _ = $0.start(.briefScan(uuid)) }
            let started = try await daemon.next("started") { $0.uuid == uuid }
            let finished = try await daemon.next("finished") { $0.uuid == uuid }
            guard started.reason == nil, finished["PLEX_OUTCOME"] == "completed" else {
                throw HarnessError("\(started.fields) \(finished.fields)")
            }
            if !wasPolled.value { return }
        }
        throw HarnessError("polls saw five scans of 200 ms in a row")
    }
}
