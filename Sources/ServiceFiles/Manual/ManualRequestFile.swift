// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
private import FoundationEssentials
private import Glibc
private import PlexModel

/// A note of a person's request, as `plex-activityctl cancel` leaves it for the service.
package struct ManualRequestNote: Hashable, Codable, Sendable {
    /// The configured name of the server.
    package var server: String
    /// The remedy, as in `PLEX_REMEDY`.
    package var remedy: RemedyKind
    /// What the request is about: a uuid, the key of a section, or the name of a task.
    package var target: String
    /// The uuid of the activity that the person wants to end.
    package var victim: String
    /// Whether the request was not sent after all.
    package var isWithdrawn: Bool

    /// The note of a request to a server.
    package init(server: String, remedy: RemedyKind, target: String, victim: String, isWithdrawn: Bool) {
        self.server = server
        self.remedy = remedy
        self.target = target
        self.victim = victim
        self.isWithdrawn = isWithdrawn
    }
}

/// The file by which `plex-activityctl cancel` tells the service of a request before it sends it: `manual-request` in
/// `$RUNTIME_DIRECTORY`.
///
/// The service removes the file when the monitor knows of the request. Without the note, the service would call the end
/// of the activity completed, and take its duration for a usual one.
package struct ManualRequestFile: Sendable {
    /// A note has some 300 characters, and a title of a section at most 4,096. A longer file is not ours.
    private static let limit = 16_384

    private let file: AtomicFile

    /// The file of this directory.
    package init(directory: String) {
        self.file = AtomicFile(
            path: "\(directory)/manual-request", mode: 0o644, isSynced: false, writers: .several)
    }

    /// The path of the file.
    package var path: String { self.file.path }

    /// Whether a note waits for the service.
    package var isThere: Bool { unsafe access(self.path, F_OK) == 0 }

    /// Leaves a note.
    ///
    /// - Throws: The call that failed, in words.
    package func write(_ note: ManualRequestNote) throws(FileError) {
        guard let bytes = try? JSONEncoder().encode(note) else {
            throw FileError(call: "write", path: self.path, number: EINVAL)
        }
        try self.file.replace(with: Array(bytes))
    }

    /// The note that waits; nil where there is none, or none that can be read.
    ///
    /// - Throws: An error of this process, which says nothing about the file.
    package func read() throws(FileError) -> ManualRequestNote? {
        let content: [UInt8]?
        do throws(FileError) {
            content = try self.file.read(limit: Self.limit)
        } catch {
            if error.isOfProcess { throw error }
            return nil
        }
        guard let bytes = content else { return nil }
        return try? JSONDecoder().decode(ManualRequestNote.self, from: Data(bytes))
    }

    /// Removes the note, so that the tool knows that it was read.
    package func remove() {
        _ = unsafe unlink(self.path)
    }
}
