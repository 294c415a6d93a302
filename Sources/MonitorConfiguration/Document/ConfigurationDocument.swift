// SPDX-License-Identifier: Apache-2.0
import TOMLKit

/// One configuration file, parsed as TOML, its keys not yet read.
struct ConfigurationDocument {
    /// The path of the file.
    let file: String
    /// The values at its top level.
    let values: [String: ConfigurationValue]
    /// The lines of its keys.
    let lines: LineIndex

    /// The file with these bytes.
    ///
    /// - Throws: ``SyntaxProblem`` for the first thing that is not well formed.
    init(file: String, bytes: [UInt8]) throws(SyntaxProblem) {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let bytes = bytes.starts(with: mark) ? Array(bytes.dropFirst(mark.count)) : bytes
        try ByteCheck.check(bytes)
        self.file = file
        self.lines = try TOMLScanner.scan(bytes)
        do {
            // TOMLKit never frees the tree: each reload costs the size of the files, some kilobytes.
            self.values = ConfigurationValue.values(of: try TOMLTable(string: String(decoding: bytes, as: UTF8.self)))
        } catch let error as TOMLParseError {
            throw SyntaxProblem(
                line: error.source.begin.line, message: "the file is not valid TOML: \(error.description)"
            )
        } catch {
            throw SyntaxProblem(message: "the file is not valid TOML")
        }
    }
}
