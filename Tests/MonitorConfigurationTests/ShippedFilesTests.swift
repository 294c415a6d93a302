// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import Testing

@testable import MonitorConfiguration

@Suite("What is shipped")
struct ShippedFilesTests {
    /// The top of the repository.
    private static let root = #filePath.split(separator: "/").dropLast(3).reduce("") { $0 + "/" + $1 }

    /// The text of a file of the repository.
    private static func text(_ path: String) throws -> String {
        try String(contentsOf: URL(filePath: Self.root + "/" + path), encoding: .utf8)
    }

    /// The paths of the TOML files in a directory of the repository.
    private static func files(_ directory: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: Self.root + "/" + directory).sorted()
            .filter { $0.hasSuffix(".toml") }.map { "\(directory)/\($0)" }
    }

    /// The configuration of the shipped main file and these rule files, installed as a package would.
    private static func load(_ rules: [String], enforcing enforced: [String] = []) throws -> DaemonConfiguration {
        let list = enforced.map { "\"\($0)\"" }.joined(separator: ", ")
        var texts = [
            "/etc/plex-activityd/plex-activityd.toml": try Self.text("config/plex-activityd.toml")
                .replacing("enforce = []", with: "enforce = [\(list)]")
        ]
        for path in rules {
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            texts["/usr/lib/plex-activityd/rules.d/\(name)"] = try Self.text(path)
        }
        return try ConfigurationLoader.load(from: .system, fileSystem: MemoryFileSystem(texts))
    }

    @Test("the shipped rules load without a warning, observe, spell that out, and can be armed by name")
    func rules() throws {
        let files = try Self.files("config/rules.d")
        let configuration = try Self.load(files)
        #expect(
            configuration.rules.map(\.name) == ["stuck-library-scan", "endless-analysis", "day-long-scan"])
        #expect(configuration.rules.allSatisfy { $0.mode == "observe" })
        #expect(configuration.warnings.isEmpty)
        for file in files { #expect(try Self.text(file).contains("\nmode = \"observe\"\n"), "\(file)") }
        let names = configuration.rules.map(\.name)
        #expect(try Self.load(files, enforcing: names).rules.allSatisfy { $0.mode == "enforce" })
        for name in names { #expect(try Self.load(files, enforcing: [name]).warnings.isEmpty, "\(name)") }
    }

    @Test("the examples load without a warning beside the shipped rules, and none is armed")
    func examples() throws {
        let examples = try Self.files("config/examples")
        #expect(examples.count >= 11)
        let configuration = try Self.load(try Self.files("config/rules.d") + examples)
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.rules.allSatisfy { $0.mode != "enforce" })
        for rule in try Self.load(examples).rules where rule.mode == "observe" {
            #expect(try Self.load(examples, enforcing: [rule.name]).warnings.isEmpty, "\(rule.name)")
        }
    }

    @Test("the shipped main file shows the defaults")
    func mainFile() throws {
        let configuration = try Self.load([])
        #expect(
            configuration.servers == [ServerConfiguration(name: "home", url: "http://127.0.0.1:32400")])
        #expect(configuration.safety == DaemonConfiguration(servers: []).safety)
        #expect(configuration.journal == DaemonConfiguration(servers: []).journal)
        #expect(configuration.unprotected.isEmpty)
    }

    @Test("the main file shows every key that it may hold, in use or commented out")
    func mainFileKeys() throws {
        let text = try Self.text("config/plex-activityd.toml")
        for table in ConfigurationKeys.tables where ["server", "journal", "safety"].contains(table.table) {
            for key in table.keys {
                #expect(text.contains("\n\(key) = ") || text.contains("\n# \(key) = "), "\(key)")
            }
        }
    }

    @Test("the reference has every key that the loader knows, in its table, and no other")
    func reference() throws {
        var documented: [String: [String]] = [:]
        var table: String?
        for line in try Self.text("docs/configuration.md").split(separator: "\n") {
            if line.hasPrefix("#") {
                let parts = line.split(separator: "`", omittingEmptySubsequences: false)
                table = parts.count == 3 ? String(parts[1].filter { $0 != "[" && $0 != "]" }) : nil
            } else if let table, line.hasPrefix("| `"), let key = line.dropFirst(3).split(separator: "`").first {
                documented[table, default: []].append(String(key))
            }
        }
        for (table, keys) in ConfigurationKeys.tables { #expect(documented[table] == keys, "\(table)") }
        #expect(Set(documented.keys) == Set(ConfigurationKeys.tables.map(\.table)))
    }
}
