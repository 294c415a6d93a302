// SPDX-License-Identifier: Apache-2.0
import NIOCore

/// What clients may take at most.
struct WebLimits: Sendable {
    /// The most connections at the same time.
    var connections = 512
    /// The most requests that wait for an answer.
    var waiting = 64
    /// The most pages that follow the server.
    var pages = 256
    /// How long a request may take to arrive, and how long a connection may be idle.
    var patience = TimeAmount.seconds(15)
    /// How long an answer may take to be read.
    var delivery = TimeAmount.seconds(120)
    /// The most bytes of all answers that wait for their readers.
    var outstandingBytes = 64 << 20
    /// How long a page that follows may take nothing before it is given up, in seconds.
    var blockedSeconds = 30
}
