// SPDX-License-Identifier: Apache-2.0

/// The file by which an administrator pauses the daemon: `pause` in `$RUNTIME_DIRECTORY`.
///
/// systemd removes the directory at every stop of the service, so the pause is kept in the state too and the file made
/// again at the next start: that it is gone while the daemon runs is what lifts a pause.
package struct PauseFile: Sendable {
    /// A time with its zone has some 30 characters; a longer file is none of ours, and pauses.
    private static let limit = 256

    private let file: AtomicFile

    /// The pause file of this directory.
    package init(directory: String) {
        // It says nothing that is not everybody's to know, and the administrator's tools must find it.
        self.file = AtomicFile(directory: directory, name: "pause", mode: 0o644, isSynced: false)
    }

    /// The pause that the file asks for now.
    package func read(at time: WallTime) -> Pause {
        let content: [UInt8]?
        do throws(FileError) {
            content = try self.file.read(limit: Self.limit)
        } catch {
            return .untilLifted
        }
        guard let content else { return .none }
        let pause = Pause(content: content)
        return pause.isOver(at: time) ? .none : pause
    }

    /// Makes the file say this.
    ///
    /// - Throws: `FileError`, with what failed in words.
    package func write(_ pause: Pause) throws {
        try self.file.replace(with: Array(pause.content.utf8))
    }
}
