// SPDX-License-Identifier: Apache-2.0

/// What became of a notification.
public enum NotificationResult: Hashable, Sendable {
    /// The service manager's queue has it.
    case sent
    /// No service manager waits for notifications: `$NOTIFY_SOCKET` is not set.
    case notSupervised
    /// It could not be sent, with the errno: EAGAIN if the service manager does not read its queue at present.
    case failed(errno: Int32)
}

/// The service manager that has started this process: systemd (``SystemdServiceManager``) or, in tests, a list
/// (`RecordingServiceManager` of the product `SystemdTestKit`).
public protocol ServiceManager: Sendable {
    /// How often the service manager expects ``ServiceState/watchdog``, `WatchdogSec=` of systemd.service(5); nil if
    /// it expects none. Send at half of it or more often (sd_watchdog_enabled(3)).
    var watchdogInterval: Duration? { get }

    /// Tells the service manager all of it in one message. It never waits.
    @discardableResult
    func notify(_ states: [ServiceState]) -> NotificationResult
}
