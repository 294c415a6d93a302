// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import Testing

@Suite("Files")
struct FilesTests {
    private static let main = "/etc/plex-activityd/plex-activityd.toml"

    /// A rule file with one rule of this name.
    private static func rule(_ name: String) -> String { goodRule.replacing("stuck", with: name) }

    /// The names of the rules that these files come to, in order.
    private static func rules(_ fileSystem: MemoryFileSystem) throws -> [String] {
        try ConfigurationLoader.load(from: .system, fileSystem: fileSystem).rules.map(\.name)
    }

    @Test("rule files apply in the order of their names over both directories, those in /etc in place of namesakes")
    func override() throws {
        let fileSystem = MemoryFileSystem([
            Self.main: goodMain + Self.rule("main"),
            "/usr/lib/plex-activityd/rules.d/10-a.toml": Self.rule("shipped-a"),
            "/usr/lib/plex-activityd/rules.d/20-b.toml": Self.rule("shipped-b"),
            "/usr/lib/plex-activityd/rules.d/30-c.toml": Self.rule("shipped-c"),
            "/etc/plex-activityd/rules.d/20-b.toml": Self.rule("own-b"),
            "/etc/plex-activityd/rules.d/15-x.toml": Self.rule("own-x"),
            "/etc/plex-activityd/rules.d/B.toml": Self.rule("own-capital"),
            "/etc/plex-activityd/rules.d/.hidden.toml": "not read",
            "/etc/plex-activityd/rules.d/20-b.toml~": "not read",
            "/etc/plex-activityd/rules.d/README": "not read",
        ])
        #expect(
            try Self.rules(fileSystem) == ["main", "shipped-a", "own-x", "own-b", "shipped-c", "own-capital"])
        #expect(
            try ConfigurationLoader.load(from: .system, fileSystem: fileSystem).files.suffix(2) == [
                "/usr/lib/plex-activityd/rules.d/30-c.toml", "/etc/plex-activityd/rules.d/B.toml",
            ])
    }

    @Test("a file in /etc that is a link to /dev/null switches its namesake off")
    func masking() throws {
        var fileSystem = MemoryFileSystem([
            Self.main: goodMain,
            "/usr/lib/plex-activityd/rules.d/10-a.toml": Self.rule("shipped-a"),
            "/usr/lib/plex-activityd/rules.d/20-b.toml": Self.rule("shipped-b"),
        ])
        fileSystem.files["/etc/plex-activityd/rules.d/10-a.toml"] = .masked
        #expect(try Self.rules(fileSystem) == ["shipped-b"])
    }

    @Test("a directory that is named is the only one that is read", arguments: ["/c", "/c/", "/c//"])
    func directory(path: String) throws {
        let fileSystem = MemoryFileSystem([
            "/c/plex-activityd.toml": goodMain,
            "/c/rules.d/a.toml": Self.rule("mine"),
            "/usr/lib/plex-activityd/rules.d/b.toml": Self.rule("shipped"),
            "/etc/plex-activityd/rules.d/c.toml": Self.rule("own"),
        ])
        let configuration = try ConfigurationLoader.load(from: .directory(path), fileSystem: fileSystem)
        #expect(configuration.rules.map(\.name) == ["mine"])
        #expect(configuration.files == ["/c/plex-activityd.toml", "/c/rules.d/a.toml"])
    }

    @Test("without a main file nothing is configured, whatever rules there are")
    func missing() {
        let fileSystem = MemoryFileSystem(["/usr/lib/plex-activityd/rules.d/10-a.toml": "[[[rule]]]"])
        #expect(throws: ConfigurationFailure.missing(path: Self.main)) {
            try ConfigurationLoader.load(from: .system, fileSystem: fileSystem)
        }
        #expect(ConfigurationFailure.missing(path: "/x").description.hasPrefix("there is no /x: "))
    }

    @Test("what cannot be read is a problem, and hides none of the others")
    func unreadable() {
        var fileSystem = MemoryFileSystem([
            Self.main: goodMain + "[safety]\nenforce = [\"in-a-broken-file\"]\nprotect = 1",
            "/etc/plex-activityd/rules.d/a.toml": "[[[rule]]]",
            "/etc/plex-activityd/rules.d/b.toml": Self.rule("Bad Name"),
        ])
        fileSystem.files["/etc/plex-activityd/rules.d/c.toml"] = .unreadable(reason: "Permission denied")
        fileSystem.closedDirectories = ["/usr/lib/plex-activityd/rules.d"]
        do throws(ConfigurationFailure) {
            _ = try ConfigurationLoader.load(from: .system, fileSystem: fileSystem)
            Issue.record("accepted")
        } catch {
            #expect(
                error.description.split(separator: "\n") == [
                    "/etc/plex-activityd/plex-activityd.toml:6: safety.protect = 1: must be a list of texts in quotes",
                    "/usr/lib/plex-activityd/rules.d: the directory cannot be read: Permission denied",
                    "/etc/plex-activityd/rules.d/a.toml:1: a table header is written [name] or [[name]], "
                        + "not [[[rule]]]",
                    "/etc/plex-activityd/rules.d/b.toml:2: rule[1].name = \"Bad Name\": must have only a-z, 0-9 and '-', "
                        + "at most 64 in all",
                    "/etc/plex-activityd/rules.d/c.toml: the file cannot be read: Permission denied",
                ])
        }
    }
}
