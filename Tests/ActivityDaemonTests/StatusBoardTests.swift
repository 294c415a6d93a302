// SPDX-License-Identifier: Apache-2.0
import PlexModel
import ServiceFiles
import Testing

@testable import ActivityDaemon
@testable import ActivityMonitor

@Suite("What is new in the status")
struct StatusBoardTests {
    private var monitor = Monitor()
    private var board = StatusBoard()
    private static let names = ["a", "b"]

    init() {
        let servers = Self.names.map { ServerSettings(name: $0) }
        _ = self.monitor.handle(
            .configure(MonitorSettings(generation: 1, servers: servers)), at: Self.at(0))
        self.board.configure(Self.names)
    }

    private static func at(_ seconds: Int64) -> Instant { Instant(nanoseconds: seconds * 1_000_000_000) }

    private mutating func poll(_ server: String, _ activities: [Activity], at seconds: Int64) {
        _ = self.monitor.handle(
            .poll(server: server, sentAt: Self.at(seconds), .snapshot(ActivitySnapshot(activities: activities))),
            at: Self.at(seconds))
        self.board.note(.servers([server]))
    }

    private mutating func look(at seconds: Int64) -> StatusUpdate {
        self.board.look(
            at: self.monitor, Self.at(seconds), WallTime(seconds: seconds), hasAnswered: { _ in true },
            document: { servers in
                StatusDocument(
                    programVersion: "1", pid: 1, writtenAt: WallTime(seconds: seconds).text, startedAt: "", polls: [],
                    streams: [], monitor: StatusReport(generation: 1, isPaused: false, servers: servers))
            })
    }

    @Test("is the server that changed, and of the others only that they hold")
    mutating func onlyWhatChanged() {
        let scan = Activity(id: ActivityID("x"), type: .libraryUpdateSection, progress: .percent(1))
        for name in Self.names { self.poll(name, [scan], at: 0) }
        let first = self.look(at: 0)
        #expect(first.servers.keys.sorted() == Self.names && first.kept == Self.names)
        #expect(first.service?.monitor.servers.map(\.name) == Self.names)
        #expect(first.service?.monitor.servers.allSatisfy { $0.activities.isEmpty && $0.activityCount == 1 } == true)
        #expect(first.servers["a"]?.server.activities.map(\.uuid) == ["x"])

        // Nothing new: no file is replaced, and the one that was asked for is touched.
        self.poll("a", [scan], at: 10)
        #expect(self.look(at: 10) == Self.update { $0.touched = ["a"] })
        #expect(self.look(at: 20) == StatusUpdate())

        // Progress of one is no news of the other, and none of the service's line.
        let moved = Activity(id: ActivityID("x"), type: .libraryUpdateSection, progress: .percent(2))
        self.poll("a", [moved], at: 21)
        self.poll("b", [scan], at: 21)
        let third = self.look(at: 21)
        #expect(third.servers.keys.sorted() == ["a"] && third.touched == ["b"] && third.service == nil)
        self.poll("a", [], at: 31)
        #expect(self.look(at: 31).service?.monitor.servers.map(\.activityCount) == [0, 1])
    }

    @Test("STATUS= is told when it changes")
    mutating func line() {
        _ = self.look(at: 0)
        #expect(self.board.newLine(after: ["paused"]) == "paused; a: not answered yet · b: not answered yet")
        #expect(self.board.newLine(after: ["paused"]) == nil)
        #expect(self.board.newLine(after: []) == "a: not answered yet · b: not answered yet")
    }

    private static func update(_ body: (inout StatusUpdate) -> Void) -> StatusUpdate {
        var update = StatusUpdate()
        body(&update)
        return update
    }
}
