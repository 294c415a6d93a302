// SPDX-License-Identifier: Apache-2.0

/// The urgency of an entry, as syslog(3) counts it: the lower, the more urgent.
package enum Priority: Int, Hashable, Comparable, Sendable {
    /// Something failed and needs somebody.
    case error = 3
    /// Something is not as it should be.
    case warning = 4
    /// Normal, and worth reading every day.
    case notice = 5
    /// Normal.
    case info = 6
    /// For a closer look.
    case debug = 7

    /// Orders by number: the more urgent is the smaller.
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
