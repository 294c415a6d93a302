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
        self.storage = FileStateStorage(directory: self.directory.path)
    }

    private static func state(requests: Int = 7) -> StoredState {
        var state = SavedState()
        state.nextRequestID = requests
        state.servers["home"] = SavedServer()
        return StoredState(bootID: "b", writtenAt: Instant(nanoseconds: 5_000_000_000), state: state)
    }

    @Test("comes back as it was saved")
    func roundTrip() throws {
        #expect(self.storage.load() == .none)
        try self.storage.save(Self.state(requests: 3))
        try self.storage.save(Self.state())
        #expect(self.storage.load() == .state(Self.state()))
        #expect(self.directory.names == ["state.json"])
    }

    @Test("is for the service alone")
    func mode() throws {
        try self.storage.save(Self.state())
        let attributes = try FileManager.default.attributesOfItem(atPath: self.directory.path + "/state.json")
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test(
        "what cannot be used is set aside, and said",
        arguments: [
            ("", "not a state file"),
            ("{", "not a state file"),
            ("[1]", "not a state file"),
            (#"{"version": 1}"#, "not a state file"),
            (#"{"version": 1, "state": {"version": 1}}"#, "damaged"),
            (#"{"version": 2, "state": {"version": 1}}"#, "another version"),
            (#"{"version": 1, "state": {"version": 99}}"#, "another version"),
        ])
    func damaged(content: String, words: String) throws {
        try self.directory.write(content, to: "state.json")
        guard case .setAside(let explanation) = self.storage.load() else {
            Issue.record("it was used")
            return
        }
        #expect(explanation.contains(words))
        #expect(self.directory.names == ["state.json.damaged"])
        #expect(self.storage.load() == .none)
        try self.storage.save(Self.state())
        #expect(self.storage.load() == .state(Self.state()))
    }

    @Test("brackets without end neither end the process nor are they a state")
    func deeplyNested() throws {
        try self.directory.write(String(repeating: "[", count: 100_000), to: "state.json")
        guard case .setAside = self.storage.load() else {
            Issue.record("it was used")
            return
        }
    }

    @Test("a file without end is not read to its end")
    func tooLarge() throws {
        let file = AtomicFile(path: self.directory.path + "/state.json", mode: 0o600, isSynced: false)
        try file.replace(with: Array(repeating: 0x20, count: 1000))
        #expect(throws: FileError.self) { try file.read(limit: 999) }
        #expect(try file.read(limit: 1000)?.count == 1000)
    }

    @Test("a directory that is not there is an error that says what to do")
    func missingDirectory() {
        let storage = FileStateStorage(directory: self.directory.path + "/gone")
        #expect(throws: StateStorageError.self) { try storage.save(Self.state()) }
    }

    @Test("leaves the old file as it was when a new one cannot be written")
    func failedReplacement() throws {
        try self.storage.save(Self.state())
        // A directory in the place of the temporary file: opening it for writing fails for root, too.
        try FileManager.default.createDirectory(
            atPath: self.directory.path + "/.state.json.new", withIntermediateDirectories: false)
        #expect(throws: StateStorageError.self) { try self.storage.save(Self.state(requests: 8)) }
        #expect(self.storage.load() == .state(Self.state()))
    }
}
