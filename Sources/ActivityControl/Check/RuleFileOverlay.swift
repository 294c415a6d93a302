// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration

/// The file system as it would be with one more rule file among the rules of a configuration.
///
/// A rule file there with the same name gives way, as it would give way to the installed file.
struct RuleFileOverlay: ConfigurationFileSystem {
    /// The rule file, as the caller named it.
    let path: String
    /// The directory of rule files that takes precedence, `…/rules.d`.
    let directory: String
    /// The file system beneath.
    var base: any ConfigurationFileSystem = HostFileSystem()

    /// The name of the rule file in the directory.
    private var name: String {
        let name = String(self.path.split(separator: "/").last ?? "rule")
        return name.hasSuffix(".toml") ? name : name + ".toml"
    }

    /// Where the configuration would have the file.
    var place: String { "\(self.directory)/\(self.name)" }

    /// The bytes of a file; those of the rule file at its place.
    func contents(ofFile path: String, limit: Int) -> FileContents {
        self.base.contents(ofFile: path == self.place ? self.path : path, limit: limit)
    }

    /// The names in a directory, with the rule file's name in its directory.
    func contents(ofDirectory path: String) -> DirectoryContents {
        let contents = self.base.contents(ofDirectory: path)
        guard path == self.directory else { return contents }
        switch contents {
        case .names(let names): return .names(names.contains(self.name) ? names : names + [self.name])
        case .missing: return .names([self.name])
        case .unreadable: return contents
        }
    }
}
