// SPDX-License-Identifier: Apache-2.0

/// A request as a value: its method and its path.
struct PlexRequest: Hashable, Sendable {
    /// The methods in use.
    enum Method: String, Hashable, Sendable {
        /// Reads.
        case get = "GET"
        /// Cancels or stops.
        case delete = "DELETE"
    }

    /// What to do.
    let method: Method
    /// The path behind the server's prefix: it begins with a slash, and holds nothing that would have to be encoded.
    let path: String

    /// A request for a fixed path.
    init(_ method: Method, _ path: StaticString) {
        self.method = method
        self.path = "\(path)"
    }

    /// A request for a path with one segment that the server or a person named.
    ///
    /// - Throws: ``PlexClientError/Reason/invalidRequest(detail:)`` when the segment could change the route.
    init(
        _ method: Method, _ prefix: StaticString, segment: String, _ suffix: StaticString = ""
    ) throws(PlexClientError) {
        guard let encoded = PathSegment.encode(segment) else {
            throw PlexClientError(
                method: method.rawValue, path: "\(prefix)…\(suffix)",
                reason: .invalidRequest(
                    detail: "an identifier that is empty, '.', '..' or too long cannot stand in a path")
            )
        }
        self.method = method
        self.path = "\(prefix)\(encoded)\(suffix)"
    }
}
