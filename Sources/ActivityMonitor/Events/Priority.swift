// SPDX-License-Identifier: Apache-2.0

/// The urgency of an entry, numbered as in syslog(3): a lower number is more urgent.
package enum Priority: Int, Hashable, Comparable, Sendable {
    /// Something failed, and the administrator must act.
    case error = 3
    /// Something is wrong, and the administrator should look at it.
    case warning = 4
    /// A normal event that is worth reading every day.
    case notice = 5
    /// A normal event.
    case info = 6
    /// A detail for the search for a fault.
    case debug = 7

    /// Orders by number, so the more urgent priority is the smaller one.
    package static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension Priority {
    /// The name that `journalctl -p` takes.
    package var name: String {
        switch self {
        case .error: "err"
        case .warning: "warning"
        case .notice: "notice"
        case .info: "info"
        case .debug: "debug"
        }
    }

    /// The parameters of the terminal's "select graphic rendition", ECMA-48 section 8.3.117; nil for plain text.
    package var colour: String? {
        switch self {
        case .error: "1;31"
        case .warning: "33"
        case .notice: "1"
        case .info: nil
        case .debug: "2"
        }
    }
}
