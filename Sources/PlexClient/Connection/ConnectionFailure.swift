// SPDX-License-Identifier: Apache-2.0

/// Why no connection came about.
struct ConnectionFailure: Error, Hashable, Sendable {
    /// What went wrong.
    var reason: PlexClientError.Reason

    /// A failure for this reason.
    init(_ reason: PlexClientError.Reason) {
        self.reason = reason
    }
}
