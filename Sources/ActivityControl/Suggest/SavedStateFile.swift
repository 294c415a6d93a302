// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
private import Glibc

/// The state that the service has saved: docs/state-files.md.
struct SavedStateFile {
    /// Where the service keeps it unless told otherwise.
    static let directory = "/var/lib/plex-activityd"

    /// The state in a directory.
    static func read(in directory: String) throws(FileFailure) -> SavedState {
        let path = "\(directory)/state.json"
        guard unsafe access(path, R_OK) == 0 else {
            if errno == ENOENT || errno == ENOTDIR {
                throw .missing("there is no \(path): plex-activityd has not saved anything yet")
            }
            throw .forbidden("\(path) may not be read: run as root")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .missing("there is no \(path): plex-activityd has not saved anything yet")
        }
        struct Stored: Decodable { var state: SavedState }
        guard let stored = try? JSONDecoder().decode(Stored.self, from: data) else {
            throw .unreadable("\(path) cannot be understood: use the plex-activityctl of the service's version")
        }
        return stored.state
    }
}
