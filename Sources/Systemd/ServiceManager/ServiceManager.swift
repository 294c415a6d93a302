// SPDX-License-Identifier: Apache-2.0

/// The result of a notification.
public enum NotificationResult: Hashable, Sendable {
    /// The service manager's queue has the notification.
    case sent
    /// No service manager waits for notifications: `$NOTIFY_SOCKET` is not set.
    case notSupervised
    /// The send failed; the errno is EAGAIN while the service manager does not read its queue.
    case failed(errno: Int32)
}

/// The service manager that has started this process: systemd (``SystemdServiceManager``) or, in tests, a list
/// (`RecordingServiceManager` of the product `SystemdTestKit`).
public protocol ServiceManager: Sendable {
    /// The longest time between two ``ServiceState/watchdog``, `WatchdogSec=` in systemd.service(5); nil without a
    /// watchdog. Send one at least every half of it (sd_watchdog_enabled(3)).
    var watchdogInterval: Duration? { get }

    /// Sends the states to the service manager in one message. The call never waits.
    @discardableResult
    func notify(_ states: [ServiceState]) -> NotificationResult
}
