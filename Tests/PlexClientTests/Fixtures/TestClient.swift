// SPDX-License-Identifier: Apache-2.0

import PlexClient
import Testing

/// Runs a client while the body runs, and shuts it down whatever happens.
func withClient(
    port: Int,
    token: String = "s3cret-T0ken",
    timeout: Duration = .seconds(30),
    prefix: String = "",
    adjust: (inout PlexClientConfiguration) throws -> Void = { _ in },
    body: (PlexClient) async throws -> Void
) async throws {
    var configuration = PlexClientConfiguration(
        address: try PlexServerAddress("http://127.0.0.1:\(port)\(prefix)"), requestTimeout: timeout,
        clientIdentifier: "0123456789abcdef", version: "1.0", deviceName: "nas")
    try adjust(&configuration)
    let client = try PlexClient(configuration: configuration, token: try PlexToken(token))
    let result: Result<Void, any Error>
    do {
        result = .success(try await body(client))
    } catch {
        result = .failure(error)
    }
    await client.shutdown()
    try result.get()
}

/// The error that a request ends with; nil where it succeeds.
func failure<Value>(_ request: () async throws -> Value) async -> PlexClientError? {
    do {
        _ = try await request()
        return nil
    } catch {
        let failure = error as? PlexClientError
        #expect(failure != nil, "\(error) is no error of the client")
        return failure
    }
}
