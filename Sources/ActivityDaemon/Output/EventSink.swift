// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// Where events go. It never makes its caller wait.
package protocol EventSink: Sendable {
    /// Takes an event that happens now.
    func write(_ event: Event)

    /// Waits until all that was taken is written, for `limit` at most.
    func flush(upTo limit: Duration) async
}
