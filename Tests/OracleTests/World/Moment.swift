// SPDX-License-Identifier: Apache-2.0

/// A span of time in milliseconds: the one unit of the driver and the oracle.
typealias Milliseconds = Int

extension Milliseconds {
    /// So many seconds.
    static func seconds(_ seconds: Int) -> Milliseconds { seconds * 1_000 }

    /// So many minutes.
    static func minutes(_ minutes: Int) -> Milliseconds { minutes * 60_000 }

    /// The span in seconds, as a story tells it: `12.345 s`.
    var inSeconds: String {
        let rest = String(abs(self) % 1_000)
        return "\(self < 0 ? "-" : "")\(abs(self) / 1_000).\(String(repeating: "0", count: 3 - rest.count))\(rest) s"
    }
}

/// A point of true time, in milliseconds after the history's begin. It goes on over crashes and reboots.
struct Moment: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds after the begin.
    var milliseconds: Int

    /// The moment so long after the begin.
    init(_ milliseconds: Milliseconds) { self.milliseconds = milliseconds }

    /// The begin of the history.
    static let begin = Moment(0)

    /// The moment so much later.
    static func + (moment: Moment, span: Milliseconds) -> Moment { Moment(moment.milliseconds + span) }

    /// The span between two moments.
    static func - (later: Moment, earlier: Moment) -> Milliseconds { later.milliseconds - earlier.milliseconds }

    /// Orders by time.
    static func < (left: Moment, right: Moment) -> Bool { left.milliseconds < right.milliseconds }

    /// The moment as a story tells it.
    var description: String { self.milliseconds.inSeconds }
}
