// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// How much of an answer is read, so that no server can make the client work or remember without end.
enum ResponseLimits {
    /// The longest body that is read, in bytes: some 10,000 activities fit into half of it.
    static let maximumBody = 4 * 1024 * 1024
    /// The longest body that is read where only the status counts; a longer one costs its connection.
    static let maximumUnusedBody = 64 * 1024
    /// The most bytes of an answer, with its headers and the frames of its chunks.
    static let maximumBytes = maximumBody + 1024 * 1024
    /// The most pieces in which an answer may arrive, be they packets or chunks: 4 MiB in pieces of 256 bytes.
    static let maximumPieces = 16_384
    /// The most provisional answers (1xx) before the answer itself.
    static let maximumProvisionalAnswers = 16
}

extension NIOHTTPDecoderLimitConfiguration {
    /// For the head of an answer and its trailers: no real one has 4 KiB.
    static var plex: Self {
        var limits = Self()
        limits.maxHeaderFieldSize = 16 * 1024
        limits.maxHeaderListSize = 64 * 1024
        limits.maxHeaderFieldCount = 128
        return limits
    }
}
