// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// Where events go. It never makes its caller wait.
package protocol EventSink: Sendable {
    /// Takes an event that happens now.
    ///
    /// - Parameter whenTold: called when the event, and each one before it, has left the process.
    func write(_ event: Event, whenTold: @escaping @Sendable () -> Void)

    /// Waits until all that was taken is written, for `limit` at most.
    func flush(upTo limit: Duration) async
}

extension EventSink {
    /// Takes an event that happens now.
    package func write(_ event: Event) {
        self.write(event) {}
    }
}
