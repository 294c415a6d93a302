// SPDX-License-Identifier: Apache-2.0
import ServiceFiles

/// Files that everybody may read, and that several programs may replace.
enum SharedFile {
    /// Replaces a file as a whole.
    ///
    /// What is written beside it meanwhile has no suffix by which another program would take it for the file itself.
    ///
    /// - Throws: ``FileFailure`` with the path and the reason; nothing is left beside the file then.
    static func replace(_ path: String, with text: String) throws(FileFailure) {
        do throws(FileError) {
            try AtomicFile(path: path, mode: 0o644, isSynced: false, writers: .several).replace(with: Array(text.utf8))
        } catch {
            throw .writing(path, number: error.number)
        }
    }
}
