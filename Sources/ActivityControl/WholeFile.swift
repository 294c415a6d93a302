// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// Replaces a file in one step: readers see the old content or the new content, never a part.
enum WholeFile {
    /// Replaces the file, with mode 0644.
    ///
    /// The new content is first written to a temporary file beside it. Its name is unique, so that two programs do not
    /// share it, and its suffix is not the file's, so that no reader takes it for the file.
    ///
    /// - Throws: ``FileFailure`` with the path and the reason; the temporary file is removed then.
    static func replace(_ path: String, with text: String) throws(FileFailure) {
        var template = Array("\(path).XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        guard descriptor >= 0 else { throw .writing(path, number: errno) }
        let temporary = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        do throws(FileFailure) {
            defer { close(descriptor) }
            try Self.write(Array(text.utf8), to: descriptor, path)
            guard fchmod(descriptor, 0o644) == 0 else { throw .writing(path, number: errno) }
            guard unsafe rename(temporary, path) == 0 else { throw .writing(path, number: errno) }
        } catch {
            unsafe unlink(temporary)
            throw error
        }
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32, _ path: String) throws(FileFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .writing(path, number: errno) }
            rest = rest.dropFirst(count)
        }
    }
}
