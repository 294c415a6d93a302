// SPDX-License-Identifier: Apache-2.0

/// Progress as a bar of a fixed width.
enum ProgressBar {
    /// The bar, such as `[####------]`; dots stand for unknown progress.
    ///
    /// - Parameter width: the cells of the bar, brackets included.
    static func text(_ percentage: Double?, width: Int = 12) -> String {
        let cells = max(1, width - 2)
        guard let percentage else { return "[" + String(repeating: ".", count: cells) + "]" }
        // Rounded down: the bar is full only at 100 %.
        let full = min(cells, max(0, Int(percentage / 100 * Double(cells))))
        return "[" + String(repeating: "#", count: full) + String(repeating: "-", count: cells - full) + "]"
    }

    /// The percentage in four cells, such as ` 42%`; `   -` for unknown progress.
    static func number(_ percentage: Double?) -> String {
        let text = percentage.map { "\(Int($0.rounded(.down)))%" } ?? "-"
        return String(repeating: " ", count: max(0, 4 - text.count)) + text
    }
}
