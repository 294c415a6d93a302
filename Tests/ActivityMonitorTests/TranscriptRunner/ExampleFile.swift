// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials

/// A rule file of `config`, so that a transcript shows the very file that an operator copies.
///
/// Reads the part of TOML that those files use and no more: tables, and keys with a text, a number, a truth value or a
/// list of texts on one line. Whether the daemon takes the file is for the tests of its loader.
enum ExampleFile {
    /// The top of the repository.
    static let root = Transcript.folder.deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Adds what a file defines; its path is relative to the top of the repository.
    static func add(_ path: String, to settings: inout TranscriptSettings, line: Int) throws {
        let text = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
        try Self.add(text: text, from: path, to: &settings, line: line)
    }

    /// Adds what a text defines.
    static func add(text: String, from path: String, to settings: inout TranscriptSettings, line: Int) throws {
        var table = ""
        var exceptions = 0
        var rules: [TranscriptSettings.RuleText] = []
        var windows: [(name: String, values: [(key: String, values: [String])])] = []
        for row in text.split(separator: "\n") {
            let row = Self.withoutComment(row)
            if row.isEmpty { continue }
            if row.hasPrefix("[") {
                table = row.filter { $0 != "[" && $0 != "]" }
                if table == "rule" {
                    rules.append(TranscriptSettings.RuleText(name: "", file: path, values: []))
                    exceptions = 0
                }
                if table == "rule.except" { exceptions += 1 }
                if table.hasPrefix("window.") { windows.append((String(table.dropFirst(7)), [])) }
                continue
            }
            let (key, values) = try Self.pair(row, in: path, line: line)
            switch table {
            case "rule" where key == "name": rules[rules.count - 1].name = values.first ?? ""
            case "rule", "rule.match", "rule.when", "rule.do": rules[rules.count - 1].values.append((key, values))
            case "rule.except": rules[rules.count - 1].values.append(("except\(exceptions).\(key)", values))
            case "safety": settings.safety[key] = values
            case _ where table.hasPrefix("window."): windows[windows.count - 1].values.append((key, values))
            default: throw TranscriptError(line: line, reason: "\(path): no meaning for [\(table)]")
            }
        }
        for window in windows { try settings.addWindow(window.name, window.values, line: line) }
        for rule in rules { settings.add(rule) }
    }

    private static func withoutComment(_ row: Substring) -> String {
        var isQuoted = false
        let text = row.prefix { character in
            if character == "\"" { isQuoted.toggle() }
            return isQuoted || character != "#"
        }
        return text.trimming(while: \.isWhitespace)
    }

    private static func pair(_ row: String, in path: String, line: Int) throws -> (String, [String]) {
        guard let equals = row.firstIndex(of: "=") else {
            throw TranscriptError(line: line, reason: "\(path): cannot read \"\(row)\"")
        }
        let key = row[..<equals].trimming(while: \.isWhitespace)
        let value = row[row.index(after: equals)...].trimming { $0.isWhitespace || $0 == "[" || $0 == "]" }
        let quoted = value.split(separator: "\"", omittingEmptySubsequences: false)
        guard quoted.count > 1 else { return (key, [value]) }
        return (key, quoted.enumerated().filter { $0.offset % 2 == 1 }.map { String($0.element) })
    }
}

extension StringProtocol {
    /// The text without the characters at both ends that are not wanted.
    fileprivate func trimming(while isUnwanted: (Character) -> Bool) -> String {
        var text = self[...]
        while let first = text.first, isUnwanted(first) { text = text.dropFirst() }
        while let last = text.last, isUnwanted(last) { text = text.dropLast() }
        return String(text)
    }
}
