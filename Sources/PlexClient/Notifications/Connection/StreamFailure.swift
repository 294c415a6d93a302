// SPDX-License-Identifier: Apache-2.0

/// Why a stream cannot be opened or followed, on its way through a connection's handlers.
struct StreamFailure: Error, Hashable, Sendable {
    /// What went wrong.
    var reason: PlexClientError.Reason

    /// A failure for this reason.
    init(_ reason: PlexClientError.Reason) {
        self.reason = reason
    }

    /// What any error of a connection that stands means.
    static func reason(for error: any Error) -> PlexClientError.Reason {
        (error as? StreamFailure)?.reason ?? TransportFailure.established(error)
    }
}

/// The event that tells handlers that the time for opening the stream is over.
struct StreamDeadlinePassed: Sendable {}
