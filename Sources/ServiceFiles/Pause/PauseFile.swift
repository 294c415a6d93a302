// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// The file by which an administrator pauses the daemon: `pause` in `$RUNTIME_DIRECTORY`.
///
/// systemd removes the directory at every stop of the service, so the pause is kept in the state too and the file made
/// again at the next start. Only a file that disappears while the daemon runs lifts a pause.
package struct PauseFile: Sendable {
    /// A time with its zone has some 30 characters. A longer file is not ours; it pauses until it is removed.
    private static let limit = 256

    private let file: AtomicFile

    /// The pause file of this directory.
    package init(directory: String) {
        // The service and the administrator's tools write it, and everybody may read it.
        self.file = AtomicFile(path: "\(directory)/pause", mode: 0o644, isSynced: false, writers: .several)
    }

    /// The path of the file.
    package var path: String { self.file.path }

    /// The pause that the file asks for at a time. A file that cannot be read pauses until it is lifted.
    ///
    /// - Throws: An error of this process, which says nothing about the file.
    package func read(at time: WallTime) throws(FileError) -> Pause {
        let content: [UInt8]?
        do throws(FileError) {
            content = try self.file.read(limit: Self.limit)
        } catch {
            if error.isOfProcess { throw error }
            return .untilLifted
        }
        guard let content else { return .none }
        let pause = Pause(content: content)
        return pause.isOver(at: time) ? .none : pause
    }

    /// Makes the file say this.
    ///
    /// - Throws: The call that failed, in words.
    package func write(_ pause: Pause) throws(FileError) {
        try self.file.replace(with: Array(pause.content.utf8))
    }

    /// Removes the file, where there is one.
    ///
    /// - Returns: Whether there was one.
    /// - Throws: The call that failed, in words.
    @discardableResult package func remove() throws(FileError) -> Bool {
        if unsafe unlink(self.path) == 0 { return true }
        guard errno == ENOENT else { throw .last("unlink", path: self.path) }
        return false
    }
}
