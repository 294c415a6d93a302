// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Testing

/// The package as it is, held against the plan.
@Suite("The architecture")
struct HouseTests {
    /// What the manifest says, read once for all tests.
    private static let package = Result { try PackageDump.read(at: Self.root) }

    /// The package's root: this file is `Tests/HouseTests/HouseTests.swift` below it.
    private static let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        .joined(separator: "/")

    /// The inspection of this package.
    private static func inspection() throws -> Inspection {
        Inspection(plan: .plan, package: try Self.package.get())
    }

    /// A file below the package's root, invalid UTF-8 repaired.
    private static func text(of path: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: "\(Self.root)/\(path)")), as: UTF8.self)
    }

    /// The Swift files of the targets that a condition picks; a target without any is an error.
    private static func files(where condition: (PackageDump.Target) -> Bool) throws -> [SourceFile] {
        try Self.package.get().targets.filter { $0.type != "system" && condition($0) }.flatMap { target in
            let folder = target.path ?? (target.type == "test" ? "Tests/" : "Sources/") + target.name
            let paths = try FileManager.default.subpathsOfDirectory(atPath: "\(Self.root)/\(folder)")
            let files = try paths.filter { $0.hasSuffix(".swift") }.sorted().map { path in
                SourceFile(
                    target: target.name, path: "\(folder)/\(path)", text: try Self.text(of: "\(folder)/\(path)"))
            }
            try #require(!files.isEmpty, "\(folder) holds no Swift file")
            return files
        }
    }

    /// Fails the test once for each finding, so that each is read on a line of its own.
    private static func fail(with findings: [String], at location: SourceLocation = #_sourceLocation) {
        for finding in findings {
            Issue.record("\(finding)", sourceLocation: location)
        }
    }

    @Test("every target is in the plan, with exactly its arrows")
    func arrows() throws {
        Self.fail(with: try Self.inspection().findingsInManifest())
    }

    @Test("the architecture names every target")
    func documentation() throws {
        let text = try Self.text(of: "docs/architecture.md")
        let names = try Self.package.get().targets.filter { $0.type != "test" }.map(\.name)
        Self.fail(with: names.filter { !text.contains($0) }.map { "docs/architecture.md does not name \($0)" })
    }

    @Test("every Swift target is built with the same strict settings")
    func settings() throws {
        Self.fail(with: try Self.inspection().findingsInSettings())
    }

    @Test("no file imports what its target may not, and none imports full Foundation")
    func imports() throws {
        let inspection = try Self.inspection()
        Self.fail(with: try Self.files { _ in true }.flatMap(inspection.findingsInImports))
    }

    @Test("source files carry the licence line and keep to one topic's length")
    func shape() throws {
        let inspection = try Self.inspection()
        Self.fail(with: try Self.files { _ in true }.flatMap(inspection.findingsInShape))
    }

    @Test("executables only turn arguments into values")
    func executables() throws {
        let files = try Self.files { $0.type == "executable" }
        Self.fail(with: try Self.inspection().findingsInExecutables(among: files))
    }

    @Test("nobody arms a rule but who reads what a person has written")
    func mandates() throws {
        let places: Set = [
            // The administrator's files.
            "Sources/MonitorConfiguration/Tables/RuleTable.swift",
            // A person's own `plex-activityctl cancel`.
            "Sources/ActivityControl/Cancel/ManualStop.swift",
            // Recordings, which are replayed to no server.
            "Sources/MonitorRecording/Decoding/RecordedSettings.swift",
        ]
        let files = try Self.files { $0.type != "test" }
        #expect(Set(files.filter { $0.text.contains(/StopMandate(\.init)?\(/) }.map(\.path)) == places)
    }

    @Test("the core and the page read no clock, draw no random number and wait for nothing")
    func purity() throws {
        let inspection = try Self.inspection()
        let pure: Set = ["PlexModel", "ActivityMonitor", "ActivityPage"]
        // CSS has a `print` of its own, and the page's script an `await`.
        let files = try Self.files { pure.contains($0.name) }.filter {
            !$0.path.hasPrefix("Sources/ActivityPage/Style/")
        }
        Self.fail(with: files.flatMap(inspection.findingsInPurity))
    }
}
