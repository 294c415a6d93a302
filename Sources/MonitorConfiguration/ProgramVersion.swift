// SPDX-License-Identifier: Apache-2.0

/// The version of the programs of this package.
package enum ProgramVersion {
    /// The version, as semver.org describes it; `--version` shows it, and so does `X-Plex-Version`.
    package static let text = "0.1.0"
}
