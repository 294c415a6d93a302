// SPDX-License-Identifier: Apache-2.0

// Both modules export `timespec`; the order of the files decides which one the compiler uses.
private import CSystemd
internal import Glibc

/// A state for the service manager: sd_notify(3).
public enum ServiceState: Hashable, Sendable {
    /// Start or reload is complete: `READY=1`.
    case ready
    /// The service's activity for `systemctl status`: `STATUS=`. The encoding makes one line of at most 512 bytes
    /// without control characters.
    case status(String)
    /// The service is alive: `WATCHDOG=1`.
    case watchdog
    /// The service has found that it no longer works, and asks for the watchdog's reaction: `WATCHDOG=trigger`.
    case watchdogTrigger
    /// A reload has begun at this time of CLOCK_MONOTONIC, in microseconds: `RELOADING=1` and `MONOTONIC_USEC=`.
    /// `.ready` must follow.
    case reloading(monotonicMicroseconds: UInt64)
    /// The service is about to end: `STOPPING=1`.
    case stopping
    /// The present start, reload or stop needs this much more time from now: `EXTEND_TIMEOUT_USEC=`.
    case extendTimeout(Duration)
    /// The reason of a failure, errno(3): `ERRNO=`.
    case errno(Int32)

    /// The longest status, in bytes of UTF-8.
    public static let maximumStatusLength = 512

    /// A reload that begins now.
    public static func reloadingNow() -> Self {
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        return .reloading(monotonicMicroseconds: UInt64(now.tv_sec) * 1_000_000 + UInt64(now.tv_nsec) / 1000)
    }

    /// The assignments of sd_notify(3), one for each line.
    var assignments: [String] {
        switch self {
        case .ready: ["READY=1"]
        case .status(let text): ["STATUS=" + SingleLine.text(text, maximumLength: Self.maximumStatusLength)]
        case .watchdog: ["WATCHDOG=1"]
        case .watchdogTrigger: ["WATCHDOG=trigger"]
        case .reloading(let microseconds): ["RELOADING=1", "MONOTONIC_USEC=\(microseconds)"]
        case .stopping: ["STOPPING=1"]
        case .extendTimeout(let duration): ["EXTEND_TIMEOUT_USEC=\(Self.microseconds(duration))"]
        case .errno(let number): ["ERRNO=\(number)"]
        }
    }

    private static func microseconds(_ duration: Duration) -> Int64 {
        let (seconds, attoseconds) = max(duration, .zero).components
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        // Rounded up: a service that asks for more time must not get less.
        let (sum, overflowed) = product.addingReportingOverflow((attoseconds + 999_999_999_999) / 1_000_000_000_000)
        return overflow || overflowed ? .max : sum
    }
}
