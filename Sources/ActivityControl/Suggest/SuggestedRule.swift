// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// A rule that follows from how long work of one kind usually takes.
struct SuggestedRule: Hashable, Sendable {
    /// How many runs must be known.
    static let minimumRuns = 10
    /// How many times the usual length is too long.
    static let factor = 3
    /// The least threshold: what is over in seconds is nobody's trouble.
    static let leastThreshold = Duration.seconds(60)

    /// The server, where there are several.
    var server: String?
    /// How long its runs take.
    var usual: UsualRuns
    /// How long is too long.
    var threshold: Duration
    /// The rule's name.
    var name: String

    /// The suggestions for what is known of servers, in order.
    ///
    /// - Parameter pollIntervals: how often each server is polled; thresholds are three polls at least.
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

    /// The rule as a file has it: observing.
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

    /// Whether a remedy is known for the type; for others a rule can only say so.
    private var canBeStopped: Bool {
        self.usual.kind.type == .libraryUpdateSection || self.usual.kind.type.butlerTask != nil
    }

    /// Whether enough is known, and of something that a rule can be about.
    private static func isFit(_ usual: UsualRuns) -> Bool {
        let kind = usual.kind
        return usual.count >= Self.minimumRuns && kind.isWhole
            && !SafetySettings.alwaysProtected.contains(kind.type) && Self.isPlain(kind.type.rawValue)
            && kind.section.map { Self.isPlain($0.rawValue) } ?? true
    }

    /// Whether text from the server may stand in a rule as it is.
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

    /// A name that no other suggestion has.
    private static func name(for kind: Kind, on server: String?, except names: Set<String>) -> String {
        let parts = ["slow", kind.type.rawValue, kind.section?.rawValue, server].compactMap(\.self)
        let plain = parts.joined(separator: "-").lowercased().map { character in
            character.isASCII && (character.isLetter || character.isNumber) ? character : "-"
        }
        let name = String(plain.prefix(58))
        guard names.contains(name) else { return name }
        return (2...).lazy.map { "\(name)-\($0)" }.first { !names.contains($0) } ?? name
    }

    /// The duration up to the next number that people would write: to a minute below an hour, then to five minutes, from a
    /// day on to an hour.
    private static func rounded(_ duration: Duration) -> Duration {
        let unit: Int64 = duration < .hours(1) ? 60 : duration < .days(1) ? 300 : 3_600
        let seconds = (duration.wholeMicroseconds + 999_999) / 1_000_000
        return .seconds(min((seconds + unit - 1) / unit * unit, 365 * 86_400))
    }
}
