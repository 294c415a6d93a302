// SPDX-License-Identifier: Apache-2.0

/// The written form of durations: `250ms`, `30s`, `5m`, `2h`, `1d`, or a sum of them such as `1h30m`.
package enum DurationSyntax {
    /// What a duration looks like, for messages.
    static let form = "a duration such as \"250ms\", \"30s\", \"5m\", \"2h\", \"1d\" or a sum such as \"1h30m\""

    /// The units and their lengths in milliseconds.
    private static let units: [String: Int64] = [
        "ms": 1, "s": 1_000, "m": 60_000, "h": 3_600_000, "d": 86_400_000,
    ]

    /// The duration that a text means, or nil where it means none or more than 292 million years.
    package static func duration(_ text: String) -> Duration? {
        var rest = Substring(text)
        guard !rest.isEmpty, rest.utf8.count <= 64 else { return nil }
        var sum: Int64 = 0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && $0.isNumber }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { $0.isASCII && $0.isLetter }
            rest = rest.dropFirst(name.count)
            guard let number = Int64(digits), let unit = Self.units[String(name)] else { return nil }
            let (product, isTooLong) = number.multipliedReportingOverflow(by: unit)
            let (total, isTooLongInSum) = sum.addingReportingOverflow(product)
            guard !isTooLong, !isTooLongInSum else { return nil }
            sum = total
        }
        return .milliseconds(sum)
    }
}
