// SPDX-License-Identifier: Apache-2.0

/// Progress as a bar of a fixed width.
enum ProgressBar {
    /// The bar, such as `[####------]`; of dots while the progress is not known.
    ///
    /// - Parameter width: its cells, brackets included.
    static func text(_ percentage: Double?, width: Int = 12) -> String {
        let cells = max(1, width - 2)
        guard let percentage else { return "[" + String(repeating: ".", count: cells) + "]" }
        // Full only when all is done.
        let full = min(cells, max(0, Int(percentage / 100 * Double(cells))))
        return "[" + String(repeating: "#", count: full) + String(repeating: "-", count: cells - full) + "]"
    }

    /// The percentage in four cells, such as ` 42%`; ` -` while it is not known.
    static func number(_ percentage: Double?) -> String {
        let text = percentage.map { "\(Int($0.rounded(.down)))%" } ?? "-"
        return String(repeating: " ", count: max(0, 4 - text.count)) + text
    }
}
