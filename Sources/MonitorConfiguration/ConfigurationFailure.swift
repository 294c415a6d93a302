// SPDX-License-Identifier: Apache-2.0

/// The reason why no configuration can be used.
package enum ConfigurationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// The main file does not exist: nothing has been configured yet.
    case missing(path: String)
    /// The problems of all files, warnings included; at least one is an error.
    case rejected([ConfigurationProblem])

    /// The text for the operator, one line for each problem.
    package var description: String {
        switch self {
        case .missing(let path):
            path == ConfigurationSource.system.mainFile
                ? "there is no \(path): run plex-activityctl setup, which finds your server, writes it and starts the "
                    + "service"
                : "there is no \(path): write [[server]] and the url of your server into it"
        case .rejected(let problems):
            problems.map(\.description).joined(separator: "\n")
        }
    }
}
