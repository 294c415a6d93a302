// SPDX-License-Identifier: Apache-2.0

@testable import MonitorConfiguration

/// What must hold for the loading of the configuration, whatever stands in its files.
enum ConfigurationCheck {
    /// Which promise the loader breaks on these bytes, as the main file or as one with rules; nil where it keeps all.
    static func violation(in bytes: [UInt8]) -> String? {
        let main = Array("[[server]]\nname = \"home\"\nurl = \"http://127.0.0.1:32400\"\n".utf8)
        return self.violation(in: OneFileSystem(main: bytes, rules: nil))
            ?? self.violation(in: OneFileSystem(main: main, rules: bytes))
    }

    /// A directory with a main file, and perhaps one with rules.
    private struct OneFileSystem: ConfigurationFileSystem {
        /// The main file.
        var main: [UInt8]
        /// The file with rules.
        var rules: [UInt8]?

        func contents(ofFile path: String, limit: Int) -> FileContents {
            guard let bytes = path == "/c/plex-activityd.toml" ? self.main : self.rules else { return .missing }
            return bytes.count > limit ? .tooLarge : .bytes(bytes)
        }

        func contents(ofDirectory path: String) -> DirectoryContents {
            self.rules == nil ? .missing : .names(["r.toml"])
        }
    }

    /// Which promise the loader breaks on these files.
    private static func violation(in files: OneFileSystem) -> String? {
        let outcome = Self.load(files)
        let problems: [ConfigurationProblem]
        switch outcome {
        case .success(let configuration):
            if configuration.servers.isEmpty { return "there is no server" }
            if configuration.warnings.contains(where: { $0.severity == .error }) { return "an error is accepted" }
            problems = configuration.warnings
        case .failure(.missing):
            return "a file that is there is missing"
        case .failure(.rejected(let found)):
            if !found.contains(where: { $0.severity == .error }) { return "it is refused without a reason" }
            problems = found
        }
        for text in problems.map(\.description) {
            if text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }) {
                return "a problem holds control characters"
            }
            if text.utf8.count > 16_384 { return "a problem is too long" }
        }
        if Self.descriptions(Self.load(files)) != Self.descriptions(outcome) { return "twice it says two things" }
        return nil
    }

    /// The configuration of these files.
    private static func load(_ files: OneFileSystem) -> Result<DaemonConfiguration, ConfigurationFailure> {
        do throws(ConfigurationFailure) {
            return .success(try ConfigurationLoader.load(from: .directory("/c"), fileSystem: files))
        } catch {
            return .failure(error)
        }
    }

    /// The problems of an outcome, as they are shown.
    private static func descriptions(_ outcome: Result<DaemonConfiguration, ConfigurationFailure>) -> [String] {
        switch outcome {
        case .success(let configuration): configuration.warnings.map(\.description)
        case .failure(let failure): [failure.description]
        }
    }
}
