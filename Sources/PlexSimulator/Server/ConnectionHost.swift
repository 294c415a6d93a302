// SPDX-License-Identifier: Apache-2.0

/// What a connection asks of its server.
struct ConnectionHost: Sendable {
    /// Answers one request.
    let answer: @Sendable (Request) -> Delivery
    /// Waits until a time of the server.
    let wait: @Sendable (Duration) async throws -> Void
    /// Opens a stream of which the output goes to a connection, and returns its number.
    let open: @Sendable (StreamOpening, @escaping StreamSink) -> Int
    /// Takes note that the connection of a stream is gone.
    let close: @Sendable (Int) -> Void
    /// Whether the pings of a stream's client are answered now.
    let answersPings: @Sendable (Int) -> Bool
}
