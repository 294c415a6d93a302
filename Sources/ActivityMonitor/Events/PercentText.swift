// SPDX-License-Identifier: Apache-2.0

/// Writes percentages.
package enum PercentText {
    /// The number as a plain decimal of at most two places: `42`, or `42.5` where the server gives a fraction.
    package static func text(of percentage: Double) -> String {
        let rounded = (percentage * 100).rounded() / 100
        guard let whole = Int(exactly: rounded) else { return String(rounded) }
        return String(whole)
    }
}
