// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ArgumentParser
import FoundationEssentials
import MonitorConfiguration

/// `test FILE…`: runs rules on activities that a test file describes.
struct TestCommand: AsyncParsableCommand {
    /// What `--help` shows.
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the unit tests of rules.",
        discussion: """
            docs/rule-tests.md describes the files. Exits with 0 if all tests pass, with 1 if a test fails, and with \
            78 if a test file or a rule file has errors.
            """
    )

    /// The files.
    @Argument(help: ArgumentHelp("The files with rule tests.", valueName: "file"), completion: .file())
    var files: [String]

    /// The file for JUnit XML; nil for no file.
    @Option(help: ArgumentHelp("Write the results to this file as JUnit XML.", valueName: "file"), completion: .file())
    var junit: String?

    /// `--json`.
    @OptionGroup var json: JSONOption

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
            guard !self.json.isOn else { continue }
            for line in RuleTestReport.lines(of: outcomes, of: file) { print(line) }
        }
        for line in self.json.isOn ? report.json : report.summary { print(line) }
        if let path = self.junit {
            guard FileManager.default.createFile(atPath: path, contents: Data(report.junit.utf8)) else {
                ControlExit.complain("\(path) cannot be written")
                throw ControlExit.foundProblem
            }
        }
        if report.failureCount > 0 { throw ControlExit.foundProblem }
    }
}
