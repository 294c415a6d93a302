// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// A rule that is derived from how long work of one kind usually takes.
struct SuggestedRule: Hashable, Sendable {
    /// How many runs must be known.
    static let minimumRuns = 10
    /// The threshold as a multiple of the usual duration.
    static let factor = 3
    /// The smallest threshold: shorter work causes no trouble.
    static let leastThreshold = Duration.seconds(60)

    /// The server; nil where the history has one server alone.
    var server: String?
    /// The usual duration of the runs.
    var usual: UsualRuns
    /// The threshold of `running-for`.
    var threshold: Duration
    /// The rule's name.
    var name: String

    /// The suggestions from the history of servers, in its order.
    ///
    /// - Parameter pollIntervals: the poll interval of each server; a threshold is three intervals at least.
    static func suggestions(
        from history: [(server: String, runs: [UsualRuns])], pollIntervals: [String: Duration]
    ) -> [SuggestedRule] {
        var names: Set<String> = []
        var rules: [SuggestedRule] = []
        for (server, runs) in history {
            for usual in runs where Self.isFit(usual) {
                let interval = pollIntervals[server] ?? .seconds(10)
                let least = max(Self.leastThreshold, interval * 3)
                let named = history.count > 1 ? server : nil
                let name = Self.name(for: usual.kind, on: named, except: names)
                names.insert(name)
                rules.append(
                    SuggestedRule(
                        server: named, usual: usual,
                        threshold: Self.rounded(max(least, usual.percentile95 * Self.factor)), name: name))
            }
        }
        return rules
    }

    /// The rule as TOML, in observe mode.
    var text: String {
        var lines = [
            "[[rule]]",
            "name = \"\(self.name)\"",
            "description = \"95 % of \(self.usual.count) runs took \(self.usual.percentile95.words) at most; "
                + "this is three times as long\"",
            "mode = \"observe\"",
            "",
            "[rule.match]",
            "type = \"\(self.usual.kind.type.rawValue)\"",
        ]
        if let section = self.usual.kind.section {
            let isNumber = section.rawValue.utf8.allSatisfy { (0x30...0x39).contains($0) }
            lines.append("section = \(isNumber ? section.rawValue : "\"\(section.rawValue)\"")")
        }
        if let server = self.server { lines.append("server = \"\(server)\"") }
        lines += ["", "[rule.when]", "running-for = \"\(self.threshold.text)\"", "", "[rule.do]"]
        lines += self.canBeStopped ? ["action = \"stop\"", "max-per-hour = 2"] : ["action = \"notify\""]
        return lines.joined(separator: "\n") + "\n"
    }

    /// Whether Plex has a remedy for the type; rules for other types can only notify.
    private var canBeStopped: Bool {
        self.usual.kind.type == .libraryUpdateSection || self.usual.kind.type.butlerTask != nil
    }

    /// Whether enough runs are known, of a kind that a rule can match.
    private static func isFit(_ usual: UsualRuns) -> Bool {
        let kind = usual.kind
        return usual.count >= Self.minimumRuns && kind.isWhole
            && !SafetySettings.alwaysProtected.contains(kind.type) && Self.isPlain(kind.type.rawValue)
            && kind.section.map { Self.isPlain($0.rawValue) } ?? true
    }

    /// Whether text from the server needs no quoting in a rule.
    private static func isPlain(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }

    /// A name that differs from these names.
    private static func name(for kind: WorkKind, on server: String?, except names: Set<String>) -> String {
        let parts = ["slow", kind.type.rawValue, kind.section?.rawValue, server].compactMap(\.self)
        let plain = parts.joined(separator: "-").lowercased().map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        let name = String(plain.prefix(58))
        guard names.contains(name) else { return name }
        return (2...).lazy.map { "\(name)-\($0)" }.first { !names.contains($0) } ?? name
    }

    /// The duration, rounded up: to a minute below an hour, to five minutes below a day, and to an hour above.
    private static func rounded(_ duration: Duration) -> Duration {
        let unit: Int64 = duration < .hours(1) ? 60 : duration < .days(1) ? 300 : 3_600
        let seconds = (duration.wholeMicroseconds + 999_999) / 1_000_000
        return .seconds(min((seconds + unit - 1) / unit * unit, 365 * 86_400))
    }
}
