// SPDX-License-Identifier: Apache-2.0

/// The functions of the server for its connections.
struct ConnectionHost: Sendable {
    /// Answers one request.
    let answer: @Sendable (Request) -> Delivery
    /// Waits until a time of the server.
    let wait: @Sendable (Duration) async throws -> Void
    /// Opens a stream whose output goes to a connection, and returns its number.
    let open: @Sendable (StreamOpening, @escaping StreamSink) -> Int
    /// Closes a stream whose connection is gone.
    let close: @Sendable (Int) -> Void
    /// Whether the server answers the pings of a stream's client now.
    let answersPings: @Sendable (Int) -> Bool
}
