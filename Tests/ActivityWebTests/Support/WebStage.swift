// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc
import NIOCore
import ServiceFiles
import Systemd

@testable import ActivityMonitor
@testable import ActivityWeb

/// A server with a runtime directory of its own.
struct WebStage {
    /// The port.
    let port: Int
    /// The server.
    let server: WebServer
    private let directory: String

    /// Runs a server for a test.
    static func with(limits: WebLimits = WebLimits(), _ body: (WebStage) async throws -> Void) async throws {
        let directory = "\(FileManager.default.temporaryDirectory.path)/web-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        // There is no journal in it.
        let journal = JournalPlace(source: .directory(directory), unit: "plex-activityd.service")
        let store = WebStore(runtimeDirectory: directory, journal: journal)
        let server = try await WebServer.start(
            at: .address(host: "127.0.0.1", port: 0), names: WebProgram.ownNames, limits: limits,
            answers: WebAnswers(store: store, journal: journal), store: store)
        let stage = WebStage(port: server.port ?? 0, server: server, directory: directory)
        do {
            try await body(stage)
        } catch {
            try? await server.stop()
            throw error
        }
        try await server.stop()
        try FileManager.default.removeItem(atPath: directory)
    }

    /// Writes the status of a running service with these activities.
    func write(_ activities: [ActivityStatus], state: String = "reachable", server name: String = "home") throws {
        let server = ServerStatus(
            name: name, state: state, failures: 0, stream: StreamStatus(state: "open"), stopsInLastHour: 1,
            maximumStopsPerHour: 10, breakers: [], activityCount: activities.count, activities: activities,
            operations: [])
        let status = StatusDocument(
            programVersion: "0", pid: getpid(), writtenAt: WallTime.now.text, startedAt: WallTime.now.text,
            polls: [PollStatus(server: name, intervalMicroseconds: 10_000_000)], streams: [],
            monitor: StatusReport(generation: 1, isPaused: false, servers: [server]))
        let file = StatusFile(directory: self.directory)
        try file.write(ServerDocument(writtenAt: WallTime.now.text, server: server, memory: nil))
        try file.write(status)
    }

    /// An activity with this title.
    static func activity(_ title: String, progress: Double? = 42) -> ActivityStatus {
        ActivityStatus(
            uuid: "71bb54d8", type: "library.update.section", title: title, progress: progress, sectionID: "2",
            section: title, ageMicroseconds: 60_000_000, stalledMicroseconds: 600_000_000,
            pending: [PendingStatus(rule: "stuck", mode: "enforce", remainingMicroseconds: 5_000_000)])
    }
}
