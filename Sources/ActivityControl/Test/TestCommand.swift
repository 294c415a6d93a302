// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import FoundationEssentials
import MonitorConfiguration

/// `test FILE…`: what rules make of what goes on at a server that a file describes.
struct TestCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the unit tests of rules.",
        discussion: """
            docs/rule-tests.md describes the files. Exits with 0 if all is as expected, with 1 if something is not, and with 78 \
            if a file or a rule has errors.
            """
    )

    /// The files.
    @Argument(help: ArgumentHelp("Files of rule tests.", valueName: "file"), completion: .file())
    var files: [String]

    /// Where to write the outcome for build servers.
    @Option(help: ArgumentHelp("Write the outcome to this file as JUnit XML.", valueName: "file"), completion: .file())
    var junit: String?

    /// Whether to print JSON.
    @Flag(help: "Print one JSON object for each test.")
    var json = false

    /// Runs the tests.
    func run() async throws {
        var files: [RuleTestFile] = []
        var isReadable = true
        for path in self.files {
            do throws(ConfigurationFailure) {
                files.append(try RuleTestReader.read(path))
            } catch {
                ControlExit.complain(error.description)
                isReadable = false
            }
        }
        guard isReadable else { throw ControlExit.configuration }

        var report = RuleTestReport()
        for file in files {
            let outcomes = file.tests.map { RuleTestRun.run($0, of: file) }
            report.add(outcomes, of: file)
            guard !self.json else { continue }
            for line in RuleTestReport.lines(of: outcomes, of: file) { print(line) }
        }
        for line in self.json ? report.json : report.summary { print(line) }
        if let path = self.junit {
            guard FileManager.default.createFile(atPath: path, contents: Data(report.junit.utf8)) else {
                ControlExit.complain("\(path) cannot be written")
                throw ControlExit.foundProblem
            }
        }
        if report.failureCount > 0 { throw ControlExit.foundProblem }
    }
}
