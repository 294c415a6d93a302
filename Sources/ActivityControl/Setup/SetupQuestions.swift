// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// Asks the person at the terminal, or takes the answers of the options.
struct SetupQuestions {
    /// Whether to answer every question of yes or no with yes.
    var agrees: Bool

    /// Whether a question can be asked.
    var canAsk: Bool { Terminal.isInteractive }

    /// Whether the person agrees; nil where there is nobody to ask.
    func confirm(_ question: String) -> Bool? {
        if self.agrees { return true }
        return self.canAsk ? Terminal.confirm(question) : nil
    }

    /// A line that the person types; nil where there is nobody to ask, or no answer.
    func line(_ question: String) -> String? {
        guard self.canAsk else { return nil }
        let bytes = Array("\(question) ".utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
        let answer = readLine().map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        return answer?.isEmpty == false ? answer : nil
    }
}
