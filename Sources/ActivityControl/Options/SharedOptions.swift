// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import ServiceFiles

/// `--config`, for all subcommands that read the configuration.
struct ConfigurationOption: ParsableArguments {
    /// The directory; nil for the system's places.
    @Option(
        name: .customLong("config"),
        help: ArgumentHelp("Read the configuration in this directory alone.", valueName: "dir"), completion: .directory)
    var directory: String?
}

/// `--config` and `--server`, for all subcommands that ask configured servers.
struct ServerOptions: ParsableArguments {
    /// The configuration.
    @OptionGroup var config: ConfigurationOption

    /// The configured name of the server; nil for all servers.
    @Option(name: .customLong("server"), help: ArgumentHelp("Use this server alone.", valueName: "name"))
    var name: String?

    /// The configured servers that the options name.
    ///
    /// - Throws: the exit code, after an error message.
    func load() throws(ExitCode) -> ConfiguredServers {
        try ConfiguredServers.load(directory: self.config.directory, server: self.name)
    }
}

/// `--runtime-directory`, for all subcommands that read the status of the service.
struct RuntimeDirectoryOption: ParsableArguments {
    /// The service's `$RUNTIME_DIRECTORY`.
    @Option(
        name: .customLong("runtime-directory"),
        help: ArgumentHelp("The service's runtime directory.", valueName: "dir"), completion: .directory)
    var path = StatusFile.serviceDirectory
}

/// `--json`, for all subcommands that can print JSON.
struct JSONOption: ParsableArguments {
    /// Whether to print JSON.
    @Flag(name: .customLong("json"), help: "Print JSON; where a command prints a list, one object for each item.")
    var isOn = false
}

/// `--root`, for subcommands that read or write the files of the installation.
struct RootOption: ParsableArguments {
    /// The directory of the system; nil for this machine.
    @Option(
        name: .customLong("root"),
        help: ArgumentHelp("Work on the system below this directory, not on this machine.", valueName: "dir"),
        completion: .directory)
    var directory: String?
}
