// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Testing

/// The manual pages and completions in the sources match the present programs.
@Suite(.timeLimit(.minutes(1)))
struct ManualTests {
    private static let files = [
        "docs/man/plex-activityctl.1", "docs/man/plex-activityd.8", "docs/man/plex-activityd.toml.5",
        "docs/man/plex-activityd.rules.5", "docs/man/plex-activityd.journal-fields.5",
        "packaging/completions/bash/plex-activityctl", "packaging/completions/bash/plex-activityd",
        "packaging/completions/zsh/_plex-activityctl", "packaging/completions/zsh/_plex-activityd",
        "packaging/completions/fish/plex-activityctl.fish", "packaging/completions/fish/plex-activityd.fish",
    ]

    /// The top directory of the sources, three directories above this file.
    private static let top = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    @Test("manual pages and completions are current")
    func manualPagesAndCompletionsAreCurrent() async throws {
        let home = try Home()
        defer { home.remove() }
        let program = try ChildProcess.program("plex-activityctl")
        let programs = program.split(separator: "/").dropLast().joined(separator: "/")
        let script = "\(Self.top)/scripts/command-line-files"
        let outcome = try await home.run(script, ["/\(programs)", home.path])
        #expect(outcome.ending == .exited(0), "\(outcome.complaint)")
        for file in Self.files {
            let made = Home.text(of: "\(home.path)/\(file)")
            #expect(!made.isEmpty)
            #expect(made == Home.text(of: "\(Self.top)/\(file)"), "\(file) is out of date: run make manual")
            if file.hasPrefix("docs/man/") { #expect(made.contains(".SH EXAMPLES"), "\(file) has no examples") }
        }
    }

    /// The commands directly below a command, each with all its words.
    private static func commands(
        below command: [String], of program: String, _ home: Home
    ) async throws -> [[String]] {
        let help = try await home.run(program, command + ["--help"])
        guard let start = help.lines.firstIndex(where: { $0.hasSuffix("SUBCOMMANDS:") }) else { return [] }
        return help.lines[(start + 1)...]
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") && !$0.hasPrefix("  See") }
            .compactMap { $0.split(separator: " ").first.map { command + [String($0)] } }
    }

    @Test("the manual has every command and option")
    func theManualHasEveryCommandAndOption() async throws {
        let home = try Home()
        defer { home.remove() }
        let program = try ChildProcess.program("plex-activityctl")
        let page = Home.text(of: "\(Self.top)/docs/man/plex-activityctl.1").replacing("\\-", with: "-")
        var commands = try await Self.commands(below: [], of: program, home)
        #expect(commands.count > 5)
        for command in commands { commands += try await Self.commands(below: command, of: program, home) }
        #expect(commands.contains(["token", "set"]))
        for command in commands {
            let name = command.joined(separator: " ")
            #expect(page.contains(".SS \\fB\(name)\\fR"), "\(name) is not in the manual")
            let options = try await home.run(program, command + ["--help"]).lines
                .filter { $0.hasPrefix("  --") }
                .compactMap { $0.split(separator: " ").first.map(String.init) }
            for option in options {
                #expect(page.contains("\\fB\(option)\\fR"), "\(command) \(option) is not in the manual")
            }
        }
    }
}
