// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import ServiceFiles
import Testing

@testable import ActivityDaemon
@testable import ActivityMonitor

/// A directory that is gone after the test.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        self.path = FileManager.default.temporaryDirectory.path + "/plex-activityd-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: self.path)
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: URL(filePath: "\(self.path)/\(name)"))
    }

    var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: self.path)) ?? []).sorted() }
}

@Suite("The state on disk")
struct StateStorageTests {
    private let directory: TemporaryDirectory
    private let storage: FileStateStorage

    init() throws {
        self.directory = try TemporaryDirectory()
        self.storage = FileStateStorage(directory: self.directory.path, bootID: "b", start: "s")
    }

    private static let writtenAt = Instant(nanoseconds: 5_000_000_000)

    private static func rest(requests: Int = 7, pause: Pause = .none) -> StoredState {
        var state = SavedState()
        state.nextRequestID = requests
        return StoredState(bootID: "b", writtenAt: Self.writtenAt, state: state, pause: pause)
    }

    private static func memory(decision: Int = 4) -> SavedServer {
        var server = SavedServer()
        server.machineIdentifier = "machine \"1\""
        server.nextDecision = decision
        return server
    }

    private static func record(
        _ name: String = "home", _ memory: SavedServer = Self.memory(), untold: [UntoldEvent] = []
    ) throws -> ServerRecord {
        ServerRecord(
            name: name, memory: try CompactJSON.bytes(of: memory),
            untold: try untold.map { try CompactJSON.bytes(of: $0) }, writtenAt: Self.writtenAt)
    }

    private static func untold(_ number: UInt64) -> UntoldEvent {
        let event = Event(kind: .started, priority: .debug, message: "m\n\u{1}", fields: [EventField(.server, "home")])
        return UntoldEvent(number: number, event: event.identified(by: "s-\(number)"))
    }

    private static func whole(servers: [String]) -> StoredState {
        var whole = Self.rest()
        for name in servers { whole.state.servers[name] = Self.memory() }
        return whole
    }

    @Test("comes back as it was saved")
    func roundTrip() throws {
        #expect(try self.storage.load() == StateReading())
        try self.storage.write(Self.rest(requests: 3))
        try self.storage.write(Self.rest())
        for name in ["home", "../a/b", "away"] { try self.storage.write(try Self.record(name)) }
        #expect(try self.storage.load().state == Self.whole(servers: ["home", "../a/b", "away"]))
        try self.storage.remove(server: "../a/b")
        try self.storage.remove(server: "never there")
        #expect(try self.storage.load().state == Self.whole(servers: ["home", "away"]))
        #expect(try self.storage.load().complaints.isEmpty)
        #expect(self.directory.names == ["servers", "state.json"])
    }

    @Test("the one file of version 0.1 is taken over, whatever an unfinished takeover has left")
    func versionOne() throws {
        try self.storage.write(try Self.record("left over"))
        try self.directory.write(
            """
            {"bootID":"b","pause":"","state":{"nextRequestID":7,"servers":{"home":{"activities":[],"clocks":[],
            "history":{"runs":[]},"kinds":[],"machineIdentifier":"machine \\"1\\"","nextDecision":4,"operations":[],
            "restraint":{"breakers":[],"confirmed":[],"cooldowns":[],"stops":[]},"spent":[],"starts":{"kinds":[]}}},
            "version":1},"version":1,"writtenAt":{"nanoseconds":5000000000}}
            """, to: "state.json")
        let reading = try self.storage.load()
        var expected = Self.whole(servers: ["home"])
        expected.pause = .untilLifted
        #expect(reading.state == expected)
        #expect(reading.complaints.isEmpty)
    }

    @Test("events come back that the mark does not show to be told, in order")
    func untold() throws {
        try self.storage.write(try Self.record("b", untold: [1, 4].map(Self.untold)))
        try self.storage.write(try Self.record("a", untold: [2, 3].map(Self.untold)))
        #expect(try self.storage.load().untold == (1...4).map { Self.untold($0).event })
        try self.storage.write(toldUpTo: 1)
        try self.storage.write(toldUpTo: 3)
        #expect(try self.storage.load().untold == [Self.untold(4).event])
        // The mark of another start says nothing about these.
        let next = FileStateStorage(directory: self.directory.path, bootID: "b", start: "t")
        try next.write(toldUpTo: 9)
        #expect(try self.storage.load().untold.count == 4)
    }

    @Test("is for the service alone")
    func mode() throws {
        try self.storage.write(Self.rest())
        try self.storage.write(try Self.record())
        try self.storage.write(toldUpTo: 1)
        let modes = ["state.json": 0o600, "servers": 0o700, "servers/home.json": 0o600, "told": 0o600]
        for (name, mode) in modes {
            let attributes = try FileManager.default.attributesOfItem(atPath: "\(self.directory.path)/\(name)")
            #expect(attributes[.posixPermissions] as? Int == mode, "\(name)")
        }
    }

    @Test(
        "what cannot be used is set aside, and said",
        arguments: [
            ("", "not a state file"),
            ("{", "not a state file"),
            ("[1]", "not a state file"),
            (#"{"version": 1}"#, "damaged"),
            (#"{"version": 2, "state": {"version": 1}}"#, "damaged"),
        ])
    func damaged(content: String, words: String) throws {
        try self.storage.write(try Self.record())
        try self.directory.write(content, to: "state.json")
        var reading = try self.storage.load()
        #expect(reading.complaints.count == 1 && reading.complaints.allSatisfy { $0.contains(words) })
        #expect(reading.state?.state.servers.keys.sorted() == ["home"], "one file costs no other")
        #expect(self.directory.names == ["servers", "state.json.damaged"])
        try self.storage.write(Self.rest())
        reading = try self.storage.load()
        #expect(reading.state == Self.whole(servers: ["home"]))
    }

    @Test("each truncation and each changed byte of a server's file is survived", .timeLimit(.minutes(1)))
    func damagedServer() throws {
        try self.storage.write(Self.rest())
        let record = try Self.record(untold: [Self.untold(1)])
        try self.storage.write(record)
        let path = "\(self.directory.path)/servers/home.json"
        let whole = try #require(FileManager.default.contents(atPath: path))
        var damages = (0..<whole.count).map { whole.prefix($0) }
        damages += whole.indices.map { place in
            var changed = whole
            changed[place] ^= 0x15
            return changed
        }
        for damage in damages {
            try damage.write(to: URL(filePath: path))
            do throws(NewerState) {
                let reading = try self.storage.load()
                // Used as what it says now, or set aside and said.
                #expect(reading.complaints.isEmpty == FileManager.default.fileExists(atPath: path))
            } catch {
                #expect(error.path == path)
            }
            try? FileManager.default.removeItem(atPath: path + ".damaged")
        }
    }

    @Test(
        "a state of a newer version is refused and stays where it is",
        arguments: [
            ("state.json", #"{"version": 3, "new": true}"#),
            ("state.json", #"{"version": 1, "state": {"version": 99}}"#),
            ("servers/home.json", #"{"version": 3}"#),
        ])
    func newer(name: String, content: String) throws {
        try self.storage.write(try Self.record())
        try self.directory.write(content, to: name)
        let names = self.directory.names
        let error = #expect(throws: NewerState.self) { try self.storage.load() }
        #expect(error?.description.contains("newer plex-activityd") == true)
        #expect(self.directory.names == names)
    }

    @Test("brackets without end neither end the process nor are they a state")
    func deeplyNested() throws {
        try self.directory.write(String(repeating: "[", count: 100_000), to: "state.json")
        #expect(try self.storage.load().complaints.count == 1)
    }

    @Test("instants count only where all files are of one boot")
    func boots() throws {
        try self.storage.write(Self.rest())
        try FileStateStorage(directory: self.directory.path, bootID: "c", start: "s").write(try Self.record())
        #expect(try self.storage.load().state?.bootID.isEmpty == true)
    }

    @Test("a directory that is not there is an error that says what to do")
    func missingDirectory() {
        let storage = FileStateStorage(directory: self.directory.path + "/gone", bootID: "b", start: "s")
        #expect(throws: StateStorageError.self) { try storage.write(Self.rest()) }
        #expect(throws: StateStorageError.self) { try storage.write(try Self.record()) }
    }

    @Test("leaves the old file as it was when a new one cannot be written")
    func failedReplacement() throws {
        try self.storage.write(Self.rest())
        // A directory in the place of the temporary file: opening it for writing fails for root, too.
        try FileManager.default.createDirectory(
            atPath: self.directory.path + "/.state.json.new", withIntermediateDirectories: false)
        #expect(throws: StateStorageError.self) { try self.storage.write(Self.rest(requests: 8)) }
        #expect(try self.storage.load().state == Self.rest())
    }

    @Test("syncs what is there, and says when it is not")
    func sync() throws {
        try self.storage.write(Self.rest())
        try self.storage.write(try Self.record())
        try self.storage.sync(servers: ["home"])
        #expect(throws: StateStorageError.self) { try self.storage.sync(servers: ["away"]) }
    }
}
