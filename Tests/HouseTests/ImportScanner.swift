// SPDX-License-Identifier: Apache-2.0

/// Finds the modules that a Swift source file imports.
///
/// It reads words, not Swift: attributes, access levels, `import struct Module.Name`, several statements in a line and a
/// module's name on the next line are understood; a string over several lines that holds an import counts as one,
/// which errs on the strict side.
enum ImportScanner {
    /// What may stand between `import` and the module's name.
    private static let kinds: Set<Substring> = [
        "typealias", "struct", "class", "enum", "protocol", "let", "var", "func",
    ]

    /// The names of the imported modules, in the order of the file; a submodule counts as its module.
    static func modules(in source: String) -> [String] {
        var modules: [String] = []
        var isWaitingForName = false
        for line in source.split(whereSeparator: \.isNewline) {
            for word in Self.words(ofCodeIn: line) {
                if isWaitingForName {
                    if Self.kinds.contains(word) { continue }
                    modules.append(String(word))
                    isWaitingForName = false
                } else if word == "import" {
                    isWaitingForName = true
                }
            }
        }
        return modules
    }

    /// The identifiers of a line that stand neither in a string nor behind `//`.
    static func words(ofCodeIn line: Substring) -> [Substring] {
        var words: [Substring] = []
        var isInString = false
        var isEscaped = false
        var start: Substring.Index?
        var previous: Character?
        scan: for index in line.indices {
            let character = line[index]
            let isPartOfWord = !isInString && (character.isLetter || character.isNumber || character == "_")
            if isPartOfWord, start == nil {
                start = index
            } else if !isPartOfWord, let first = start {
                words.append(line[first..<index])
                start = nil
            }
            switch character {
            case "\"" where !isEscaped: isInString.toggle()
            case "/" where !isInString && previous == "/": break scan
            default: break
            }
            isEscaped = isInString && character == "\\" && !isEscaped
            previous = character
        }
        if let first = start { words.append(line[first...]) }
        return words
    }
}
