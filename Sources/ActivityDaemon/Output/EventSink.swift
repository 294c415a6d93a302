// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor

/// Where events go. It never makes its caller wait.
package protocol EventSink: Sendable {
    /// Takes an event that happens now. The caller limits how many events it gives before they are gone.
    ///
    /// - Parameter whenGone: called once, with true when the event, and each one before it, has left the process, and
    ///   with false when it was lost.
    func write(_ event: Event, whenGone: @escaping @Sendable (_ isTold: Bool) -> Void)

    /// Takes an event that is lost, because too many wait, and counts it.
    func lose(_ event: Event)

    /// Waits until all that was taken is written, for `limit` at most.
    func flush(upTo limit: Duration) async
}

extension EventSink {
    /// Takes an event that happens now.
    package func write(_ event: Event) {
        self.write(event) { _ in }
    }
}
