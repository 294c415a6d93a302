// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor

/// Reads, checks and resolves the configuration.
package enum ConfigurationLoader {
    /// The largest file that is read: 1 MiB.
    package static let largestFile = 1_048_576

    /// The configuration, or all that is wrong with it.
    ///
    /// - Parameters:
    ///   - source: where to look.
    ///   - fileSystem: what to look with.
    package static func load(
        from source: ConfigurationSource,
        fileSystem: any ConfigurationFileSystem = HostFileSystem()
    ) throws(ConfigurationFailure) -> DaemonConfiguration {
        throw .missing(path: source.mainFile)
    }
}
