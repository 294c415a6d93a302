// SPDX-License-Identifier: Apache-2.0

/// Collects the problems of one load.
///
/// A reference, because every reader of a table adds to the same list; it never leaves the load that made it.
final class Findings {
    /// The greatest number of kept problems of one severity: a file could hold a hundred thousand.
    private static let limit = 200

    /// The problems so far, in the order in which they were found.
    private(set) var problems: [ConfigurationProblem] = []
    /// The number of problems of each severity, including problems that are not kept.
    private var counts: [ConfigurationProblem.Severity: Int] = [:]

    /// Whether one of them is an error.
    var hasErrors: Bool { self.counts[.error] != nil }

    /// Takes note of a problem. Beyond the limit its text is not made: suggestions take time.
    func add(_ severity: ConfigurationProblem.Severity, _ problem: @autoclosure () -> ConfigurationProblem) {
        self.counts[severity, default: 0] += 1
        guard self.counts[severity, default: 0] <= Self.limit else { return }
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
        guard let last = sorted.last else { return sorted }
        for (severity, what) in [(ConfigurationProblem.Severity.warning, "warnings"), (.error, "problems")] {
            let omitted = self.counts[severity, default: 0] - Self.limit
            guard omitted > 0 else { continue }
            let message = "\(omitted) more \(what) follow; fix these first"
            sorted.append(ConfigurationProblem(severity: severity, file: last.file, message: message))
        }
        return sorted
    }
}
