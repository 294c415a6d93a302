// SPDX-License-Identifier: Apache-2.0

/// Finds and reads the files of a configuration, each as TOML by itself.
struct FileReader {
    /// The most rule files that are read.
    private static let mostRuleFiles = 500

    /// The file system to read.
    let fileSystem: any ConfigurationFileSystem
    /// The list of problems.
    let findings = Findings()
    /// The paths of all files that apply, in order.
    private(set) var paths: [String] = []
    /// The files that could be read, in the same order.
    private(set) var documents: [ConfigurationDocument] = []

    /// A reader that has read nothing.
    init(fileSystem: any ConfigurationFileSystem) {
        self.fileSystem = fileSystem
    }

    /// Whether every file could be read and is TOML.
    var isComplete: Bool { self.documents.count == self.paths.count }

    /// Reads the main file; false where it does not exist.
    mutating func readMain(_ path: String) -> Bool {
        let contents = self.fileSystem.contents(ofFile: path, limit: ConfigurationLoader.largestFile)
        if contents == .missing || contents == .masked { return false }
        self.take(contents, at: path)
        return true
    }

    /// Reads the rule files of these directories in the order of their names. A file in a later directory replaces a
    /// file of the same name; a masked file is not read.
    mutating func readRules(_ directories: [String]) {
        var homes: [String: String] = [:]
        for directory in directories {
            switch self.fileSystem.contents(ofDirectory: directory) {
            case .missing: continue
            case .unreadable(let reason):
                self.paths.append(directory)
                self.report(directory, "the directory cannot be read: \(reason)")
            case .names(let names):
                for name in names where name.hasSuffix(".toml") && !name.hasPrefix(".") { homes[name] = directory }
            }
        }
        let names = homes.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for (position, name) in names.enumerated() {
            guard let directory = homes[name] else { continue }
            guard position < Self.mostRuleFiles else {
                self.paths.append(directory)
                self.report(directory, "has more than \(Self.mostRuleFiles) rule files; put several rules into one")
                return
            }
            let path = "\(directory)/\(name)"
            self.take(self.fileSystem.contents(ofFile: path, limit: ConfigurationLoader.largestFile), at: path)
        }
    }

    /// Takes a text for the main file.
    mutating func takeMain(_ text: String, named name: String) {
        self.take(.bytes(Array(text.utf8)), at: name)
    }

    /// Reads these files, in their order.
    mutating func read(_ paths: [String]) {
        for path in paths {
            self.take(self.fileSystem.contents(ofFile: path, limit: ConfigurationLoader.largestFile), at: path)
        }
    }

    /// Parses a file, or reports the reason why it cannot be parsed.
    private mutating func take(_ contents: FileContents, at path: String) {
        guard contents != .masked else { return }
        self.paths.append(path)
        switch contents {
        case .masked: return
        case .missing: self.report(path, "the file does not exist, or is a link to a missing file")
        case .tooLarge:
            self.report(path, "the file is larger than 1 MiB, which is too large for a configuration")
        case .unreadable(let reason): self.report(path, "the file cannot be read: \(reason)")
        case .bytes(let bytes):
            do throws(SyntaxProblem) {
                self.documents.append(try ConfigurationDocument(file: path, bytes: bytes))
            } catch {
                self.findings.add(.error, ConfigurationProblem(file: path, line: error.line, message: error.message))
            }
        }
    }

    /// Reports a problem with a file or directory as a whole.
    private func report(_ path: String, _ message: String) {
        self.findings.add(.error, ConfigurationProblem(file: path, message: message))
    }
}
