// SPDX-License-Identifier: Apache-2.0

private import Synchronization
public import Systemd

/// A service manager that keeps what it is told, for tests.
public final class RecordingServiceManager: ServiceManager {
    /// How often it claims to expect a sign of life.
    public let watchdogInterval: Duration?
    /// Each notification in order, to be awaited by a test. For one reader.
    public let notifications: AsyncStream<[ServiceState]>
    private let continuation: AsyncStream<[ServiceState]>.Continuation
    private let stored = Mutex<[[ServiceState]]>([])

    /// A service manager that has been told nothing.
    public init(watchdogInterval: Duration? = nil) {
        self.watchdogInterval = watchdogInterval
        (self.notifications, self.continuation) = AsyncStream.makeStream()
    }

    /// What it has been told so far, one element for each call.
    public var recorded: [[ServiceState]] {
        self.stored.withLock { $0 }
    }

    /// Keeps the states.
    @discardableResult
    public func notify(_ states: [ServiceState]) -> NotificationResult {
        self.stored.withLock { $0.append(states) }
        self.continuation.yield(states)
        return .sent
    }
}
