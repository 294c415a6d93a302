// SPDX-License-Identifier: Apache-2.0
package import PlexModel

/// Takes the messages of a stream of notifications one by one: nothing more is read before it returns.
package protocol NotificationListener: Sendable {
    /// The stream is open: from now on nothing is missed.
    func opened() async

    /// A message came.
    func received(_ notification: PlexNotification) async

    /// The connection that is over asked to wait so long before the next one (`retry:` of an EventSource).
    func wasAsked(toWait delay: Duration)
}
