// SPDX-License-Identifier: Apache-2.0

/// Collects the problems of one load.
///
/// A reference, because every reader of a table adds to the same list; it never leaves the load that made it.
final class Findings {
    /// The most problems that are kept: nobody reads more, and a file could hold a hundred thousand.
    private static let limit = 200

    /// The problems so far, in the order in which they were found.
    private(set) var problems: [ConfigurationProblem] = []
    /// How many more there were, warnings among them.
    private var omitted = 0

    /// Whether one of them is an error, or may have been.
    var hasErrors: Bool { self.omitted > 0 || self.problems.contains { $0.severity == .error } }

    /// Takes note of a problem, which is not even put into words beyond the limit: suggestions take their time.
    func add(_ problem: @autoclosure () -> ConfigurationProblem) {
        guard self.problems.count < Self.limit else {
            self.omitted += 1
            return
        }
        self.problems.append(problem())
    }

    /// The problems in the order of the files and of the lines in each.
    func sorted(by files: [String]) -> [ConfigurationProblem] {
        var order: [String: Int] = [:]
        for (position, file) in files.enumerated() where order[file] == nil { order[file] = position }
        let ranked = self.problems.enumerated().map { (offset, problem) in
            (file: order[problem.file] ?? .max, line: problem.line ?? 0, offset: offset, problem: problem)
        }
        var sorted = ranked.sorted { ($0.file, $0.line, $0.offset) < ($1.file, $1.line, $1.offset) }.map(\.problem)
        if self.omitted > 0, let last = sorted.last {
            sorted.append(
                ConfigurationProblem(
                    file: last.file,
                    message: "\(self.omitted) more problems follow; mend these first"
                )
            )
        }
        return sorted
    }
}
