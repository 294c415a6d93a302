// SPDX-License-Identifier: Apache-2.0

private import CSystemd
internal import Glibc

extension JournalReader {
    /// libsystemd's object for a source; the caller closes it.
    static func open(_ source: JournalSource) throws(JournalReaderError) -> OpaquePointer {
        var journal: OpaquePointer?
        let (result, path): (Int32, String) =
            switch source {
            case .local:
                (unsafe sd_journal_open(&journal, Int32(SD_JOURNAL_LOCAL_ONLY)), "the system's journal")
            case .directory(let path):
                (unsafe sd_journal_open_directory(&journal, path, 0), path)
            case .files(let paths):
                (unsafe Self.openFiles(paths, &journal), paths.joined(separator: ", "))
            }
        guard result >= 0, let journal = unsafe journal else {
            throw -result == EACCES ? .notPermitted(path: path) : .cannotOpen(path: path, errno: -result)
        }
        return unsafe journal
    }

    /// Calls sd_journal_open_files(3), which takes a list of strings that ends with a null pointer.
    ///
    /// The paths are made absolute, because systemd 252 cannot watch the directory of a relative path (EDESTADDRREQ).
    private static func openFiles(_ paths: [String], _ journal: inout OpaquePointer?) -> Int32 {
        let copies = unsafe paths.map { unsafe realpath($0, nil) ?? strdup($0) }
        defer {
            for index in paths.indices { unsafe free(copies[index]) }
        }
        var list: [UnsafePointer<CChar>?] = unsafe copies.map { unsafe UnsafePointer($0) }
        unsafe list.append(nil)
        return unsafe sd_journal_open_files(&journal, &list, 0)
    }
}
