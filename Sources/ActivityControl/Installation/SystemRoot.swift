// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration

/// The files of the installed service: those of this machine, or those of a system below another directory.
struct SystemRoot: Hashable, Sendable {
    /// The directory without a slash at its end; empty for this machine.
    let prefix: String

    /// The system below a directory; this machine for nil and for `/`.
    init(_ directory: String? = nil) {
        var prefix = Substring(directory ?? "")
        while prefix.last == "/" { prefix = prefix.dropLast() }
        self.prefix = String(prefix)
    }

    /// Whether it is this machine, whose service manager can be asked.
    var isThisMachine: Bool { self.prefix.isEmpty }

    /// The path of a file, from its absolute path in the system.
    func path(_ absolute: String) -> String { self.prefix + absolute }

    /// The directory of the configuration and the tokens.
    var configurationDirectory: String { self.path("/etc/plex-activityd") }
    /// The main file of the configuration.
    var mainFile: String { self.path(ConfigurationSource.system.mainFile) }
    /// The main file as the package ships it.
    var shippedFile: String { self.path("/usr/share/doc/plex-activityd/examples/plex-activityd.toml") }
    /// The directory of the administrator's drop-ins for the unit.
    var dropInDirectory: String { self.path("/etc/systemd/system/plex-activityd.service.d") }

    /// The system's configuration, as the service reads it.
    func loadConfiguration() throws(ConfigurationFailure) -> DaemonConfiguration {
        try ConfigurationLoader.load(from: .system, fileSystem: RootedFileSystem(root: self))
    }
}

/// The file system below a root, for a loader that asks for the system's own paths.
struct RootedFileSystem: ConfigurationFileSystem {
    /// The root.
    let root: SystemRoot
    /// The file system that has it.
    var base: any ConfigurationFileSystem = HostFileSystem()

    /// The bytes of a file below the root.
    func contents(ofFile path: String, limit: Int) -> FileContents {
        self.base.contents(ofFile: self.root.path(path), limit: limit)
    }

    /// The names in a directory below the root.
    func contents(ofDirectory path: String) -> DirectoryContents {
        self.base.contents(ofDirectory: self.root.path(path))
    }
}
