// SPDX-License-Identifier: Apache-2.0
@testable import MonitorConfiguration

/// A file system of texts, for tests.
struct MemoryFileSystem: ConfigurationFileSystem {
    /// What is found at each path.
    var files: [String: FileContents]
    /// Directories that cannot be read.
    var closedDirectories: Set<String> = []

    /// A file system with these texts.
    init(_ texts: [String: String]) {
        self.files = texts.mapValues { .bytes(Array($0.utf8)) }
    }

    func contents(ofFile path: String, limit: Int) -> FileContents {
        let contents = self.files[path] ?? .missing
        if case .bytes(let bytes) = contents, bytes.count > limit { return .tooLarge }
        return contents
    }

    func contents(ofDirectory path: String) -> DirectoryContents {
        if self.closedDirectories.contains(path) { return .unreadable(reason: "Permission denied") }
        let names = self.files.keys.filter { $0.hasPrefix(path + "/") }.map { String($0.dropFirst(path.count + 1)) }
        return names.isEmpty ? .missing : .names(names)
    }
}

/// A main file that is right, to put more below.
let goodMain = """
    [[server]]
    name = "home"
    url = "http://127.0.0.1:32400"

    """

/// A rule file that is right.
let goodRule = """
    [[rule]]
    name = "stuck"
    [rule.match]
    type = "library.update.section"
    [rule.when]
    no-progress-for = "30m"

    """

/// The configuration of a directory `/c` with this main file and one rule file, `/c/rules.d/r.toml`.
func load(main: String = goodMain, rule: String? = nil) throws(ConfigurationFailure) -> DaemonConfiguration {
    var files = ["/c/plex-activityd.toml": main]
    if let rule { files["/c/rules.d/r.toml"] = rule }
    return try ConfigurationLoader.load(from: .directory("/c"), fileSystem: MemoryFileSystem(files))
}

/// What is said of a configuration, warnings included, `main` and `rule` for the paths of the two files.
func findings(main: String = goodMain, rule: String? = nil) -> [String] {
    let problems: [ConfigurationProblem]
    do throws(ConfigurationFailure) {
        problems = try load(main: main, rule: rule).warnings
    } catch {
        switch error {
        case .missing(let path): return ["missing \(path)"]
        case .rejected(let found): problems = found
        }
    }
    return problems.map { problem in
        var problem = problem
        if problem.file == "/c/plex-activityd.toml" { problem.file = "main" }
        if problem.file == "/c/rules.d/r.toml" { problem.file = "rule" }
        return problem.description
    }
}
