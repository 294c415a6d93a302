// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
private import Glibc
import ServiceFiles

/// The saved state of the service: docs/state-files.md.
struct SavedStateFile {
    /// The service's default state directory.
    static let directory = "/var/lib/plex-activityd"

    /// Reads the state in a directory.
    static func read(in directory: String) throws(FileFailure) -> SavedState {
        let path = "\(directory)/state.json"
        guard unsafe access(path, R_OK) == 0 else {
            if errno == ENOENT || errno == ENOTDIR {
                throw .missing("there is no \(path): plex-activityd has not saved its state yet")
            }
            throw .forbidden("\(path) may not be read: run as root")
        }
        let reading: StateReading
        do throws(NewerState) {
            reading = try StateDirectory(path: directory).read()
        } catch {
            throw .unreadable("\(path) has an unknown layout: use the plex-activityctl of the service's version")
        }
        guard let state = reading.state else {
            throw .unreadable(reading.complaints.first ?? "\(path) cannot be understood")
        }
        return state.state
    }
}
