// SPDX-License-Identifier: Apache-2.0

/// Why there is no configuration to run with.
package enum ConfigurationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// Nothing has been configured yet: the main file does not exist.
    case missing(path: String)
    /// All the problems of all the files; at least one is an error, and warnings come with them.
    case rejected([ConfigurationProblem])

    /// What to tell the operator, a line for each problem.
    package var description: String {
        switch self {
        case .missing(let path):
            "there is no \(path): copy the commented example that comes with the package there, set the url of your "
                + "server, and start again"
        case .rejected(let problems):
            problems.map(\.description).joined(separator: "\n")
        }
    }
}
