// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// systemd as the service manager: sd_notify(3).
///
/// Why not libsystemd's function: it waits while systemd does not read its queue, and each call reads the environment,
/// which another thread may change at the same time. The protocol is one datagram, and the same manual page documents
/// it.
public struct SystemdServiceManager: ServiceManager {
    private let socket: String?
    /// The longest time between two signs of life; nil if systemd expects none from this process.
    public let watchdogInterval: Duration?

    /// Reads `$NOTIFY_SOCKET`, `$WATCHDOG_USEC` and `$WATCHDOG_PID` once, and does not remove them. The watchdog is on
    /// only if `$WATCHDOG_PID` is missing or names this process (sd_watchdog_enabled(3)).
    public init(environment: [String: String] = ProcessEnvironment.variables) {
        self.init(environment: environment, processIdentifier: getpid())
    }

    /// A service manager for a process with this identifier.
    init(environment: [String: String], processIdentifier: Int32) {
        self.socket = environment["NOTIFY_SOCKET"].flatMap { $0.isEmpty ? nil : $0 }
        self.watchdogInterval = Self.watchdogInterval(environment, processIdentifier)
    }

    /// Sends the states to systemd in one datagram, without waiting. Without `$NOTIFY_SOCKET`, the call has no effect.
    @discardableResult
    public func notify(_ states: [ServiceState]) -> NotificationResult {
        guard let text = self.socket else { return .notSupervised }
        guard let first = text.utf8.first, first == UInt8(ascii: "/") || first == UInt8(ascii: "@") else {
            // For example vsock:CID:PORT, by which a virtual machine reports to its host.
            return .failed(errno: EAFNOSUPPORT)
        }
        guard let address = UnixSocketAddress(text) else { return .failed(errno: EINVAL) }
        let message = states.flatMap(\.assignments).joined(separator: "\n")
        do throws(SystemCallError) {
            // A new socket has an empty buffer, so only systemd's queue can be full.
            switch try UnixDatagramSocket(connectedTo: address).send(Array(message.utf8)) {
            case .sent: return .sent
            case .busy: return .failed(errno: EAGAIN)
            case .failed(let number): return .failed(errno: number)
            }
        } catch {
            return .failed(errno: error.number)
        }
    }

    private static func watchdogInterval(_ environment: [String: String], _ processIdentifier: Int32) -> Duration? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), microseconds > 0 else {
            return nil
        }
        if let process = environment["WATCHDOG_PID"], Int32(process) != processIdentifier { return nil }
        return .microseconds(microseconds)
    }
}
