// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import MonitorConfiguration
import Testing

@testable import ActivityControl

/// What `check` loads for a directory, a main file, a rule file and `--config`.
struct CheckedConfigurationTests {
    private static let main = "[[server]]\nname = \"home\"\nurl = \"http://127.0.0.1:32400\"\n"

    private static func rule(_ name: String, condition: String = "running-for = \"1h\"") -> String {
        """
        [[rule]]
        name = "\(name)"
        match = { type = "library.update.section" }
        when = { \(condition) }
        do = { action = "stop" }
        """
    }

    /// Runs something with a configuration that has the rule `first` in `10-first.toml`, and with a directory beside
    /// it.
    private func with(_ body: (_ configuration: String, _ beside: String) throws -> Void) throws {
        let manager = FileManager.default
        let top = manager.temporaryDirectory.path + "/check-tests-\(UUID().uuidString)"
        defer { try? manager.removeItem(atPath: top) }
        try manager.createDirectory(atPath: "\(top)/configuration/rules.d", withIntermediateDirectories: true)
        try manager.createDirectory(atPath: "\(top)/beside", withIntermediateDirectories: true)
        try Self.write(Self.main, to: "\(top)/configuration/plex-activityd.toml")
        try Self.write(Self.rule("first"), to: "\(top)/configuration/rules.d/10-first.toml")
        try body("\(top)/configuration", "\(top)/beside")
    }

    private static func write(_ text: String, to path: String) throws {
        try #require(FileManager.default.createFile(atPath: path, contents: Data(text.utf8)))
    }

    private static func load(_ path: String?, _ directory: String?) throws -> CheckedConfiguration {
        let target = try #require(CheckedConfiguration.Target.named(path: path, directory: directory))
        return try CheckedConfiguration.load(target, needsServers: false)
    }

    @Test("a directory, its main file and --config mean the same configuration")
    func aDirectoryItsMainFileAndConfigMeanTheSameConfiguration() throws {
        try self.with { configuration, _ in
            for (path, directory) in [
                (configuration, nil), ("\(configuration)/plex-activityd.toml", nil), (nil, configuration),
            ] {
                let checked = try Self.load(path, directory)
                #expect(checked.configuration.rules.map(\.name) == ["first"])
                #expect(checked.remark == nil)
            }
            #expect(CheckedConfiguration.Target.named(path: configuration, directory: configuration) == nil)
            #expect(CheckedConfiguration.Target.named(path: nil, directory: nil) == .configuration(.system))
        }
    }

    @Test("a rule file is checked as if it were installed")
    func aRuleFileIsCheckedAsIfItWereInstalled() throws {
        try self.with { configuration, beside in
            let path = "\(beside)/20-second.toml"
            try Self.write(Self.rule("second"), to: path)
            let checked = try Self.load(path, configuration)
            #expect(checked.configuration.rules.map(\.name) == ["first", "second"])
            #expect(checked.configuration.rules.last?.file == path)
            #expect(checked.configuration.files.last == path)
        }
    }

    @Test("a rule file replaces the installed file of the same name")
    func aRuleFileReplacesTheInstalledFileOfTheSameName() throws {
        try self.with { configuration, beside in
            let path = "\(beside)/10-first.toml"
            try Self.write(Self.rule("newer"), to: path)
            #expect(try Self.load(path, configuration).configuration.rules.map(\.name) == ["newer"])
            let installed = "\(configuration)/rules.d/10-first.toml"
            #expect(try Self.load(installed, configuration).configuration.rules.map(\.name) == ["first"])
        }
    }

    @Test("a problem names the rule file as the caller did")
    func aProblemNamesTheRuleFileAsTheCallerDid() throws {
        try self.with { configuration, beside in
            let path = "\(beside)/wrong"
            try Self.write(Self.rule("wrong", condition: "runing-for = \"1h\""), to: path)
            do {
                _ = try Self.load(path, configuration)
                Issue.record("the file was accepted")
            } catch let ConfigurationFailure.rejected(problems) {
                #expect(problems.map(\.file) == [path])
                #expect(problems.map(\.keyPath) == ["rule[1].when.runing-for"])
            }
        }
    }

    @Test("a configuration that --config names must exist")
    func aConfigurationThatConfigNamesMustExist() throws {
        try self.with { _, beside in
            let path = "\(beside)/rule.toml"
            try Self.write(Self.rule("one"), to: path)
            #expect(throws: ConfigurationFailure.missing(path: "\(beside)/plex-activityd.toml")) {
                try Self.load(path, beside)
            }
        }
    }
}
