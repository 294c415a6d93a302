// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
private import FoundationEssentials
private import ServiceFiles

/// The state in `state.json` of a directory, `$STATE_DIRECTORY` of systemd.exec(5).
package struct FileStateStorage: StateStorage {
    /// The largest file that is read: 10,000 activities make some 4 MiB.
    package static let maximumSize = 32 << 20
    /// The name that a file gets that cannot be used.
    package static let damagedName = "state.json.damaged"

    private let file: AtomicFile

    /// The state in this directory, which must exist.
    package init(directory: String) {
        // It may name media: for the service alone.
        self.file = AtomicFile(path: "\(directory)/state.json", mode: 0o600, isSynced: true)
    }

    /// The state as it was last saved; a file that cannot be used is renamed to `state.json.damaged`.
    package func load() -> StateReading {
        let bytes: [UInt8]
        do throws(FileError) {
            guard let content = try self.file.read(limit: Self.maximumSize) else { return .none }
            bytes = content
        } catch {
            return self.setAside(because: "\(error)")
        }
        guard let version = try? JSONDecoder().decode(Version.self, from: Data(bytes)) else {
            return self.setAside(because: "it is not a state file")
        }
        guard version.version == StoredState.currentVersion, version.state.version == SavedState.currentVersion else {
            return self.setAside(because: "it was written by another version of plex-activityd")
        }
        guard let state = try? JSONDecoder().decode(StoredState.self, from: Data(bytes)) else {
            return self.setAside(because: "it is damaged")
        }
        return .state(state)
    }

    /// Saves the state: when this returns, it survives the loss of power.
    package func save(_ state: StoredState) throws(StateStorageError) {
        let bytes: [UInt8]
        do {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            bytes = Array(try encoder.encode(state))
        } catch {
            throw StateStorageError("the state cannot be written as JSON: \(error)")
        }
        do throws(FileError) {
            try self.file.replace(with: bytes)
        } catch {
            throw StateStorageError(
                "the state cannot be saved: \(error); make room or give the service its directory back")
        }
    }

    private func setAside(because reason: String) -> StateReading {
        let text = "the saved state in \(self.file.path) cannot be used: \(reason)"
        do throws(FileError) {
            try self.file.move(to: Self.damagedName)
        } catch {
            return .setAside(explanation: "\(text); all clocks start again (\(error))")
        }
        return .setAside(
            explanation: "\(text); the file is now called \(Self.damagedName), and all clocks start again")
    }

    /// What any version of the file says about itself.
    private struct Version: Decodable {
        struct Inner: Decodable {
            var version: Int
        }

        var version: Int
        var state: Inner
    }
}
