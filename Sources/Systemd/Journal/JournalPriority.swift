// SPDX-License-Identifier: Apache-2.0

/// The priority of a journal entry, from syslog(3); a smaller number is more important.
public enum JournalPriority: Int, CaseIterable, Comparable, Sendable {
    /// The system is unusable.
    case emergency = 0
    /// Act at once.
    case alert = 1
    /// A critical condition.
    case critical = 2
    /// An error.
    case error = 3
    /// A warning.
    case warning = 4
    /// Normal, but important.
    case notice = 5
    /// Information.
    case info = 6
    /// A detail for the search of a fault.
    case debug = 7

    /// Whether the first is more important than the second: as with syslog's numbers, `.error < .warning`.
    public static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }

    /// The name that `journalctl -p` takes: `emerg`, `alert`, `crit`, `err`, `warning`, `notice`, `info`, `debug`.
    public var name: String {
        switch self {
        case .emergency: "emerg"
        case .alert: "alert"
        case .critical: "crit"
        case .error: "err"
        case .warning: "warning"
        case .notice: "notice"
        case .info: "info"
        case .debug: "debug"
        }
    }
}
