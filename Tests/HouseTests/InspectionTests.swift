// SPDX-License-Identifier: Apache-2.0
import Testing

/// Made-up packages: every rule of the inspection must be able to fail.
@Suite("The inspection")
struct InspectionTests {
    /// A plan with an edge, a core, a system library and a program.
    private static let plan = Architecture(
        modules: [
            "Core": Architecture.Module(arrows: []),
            "CEdge": Architecture.Module(arrows: []),
            "Edge": Architecture.Module(arrows: ["Core", "CEdge"], imports: ["Glibc", "Logging"]),
            "program": Architecture.Module(arrows: ["Edge"], imports: ["ArgumentParser"]),
        ],
        settings: ["strictMemorySafety()"])

    /// A package that is as planned.
    private static let package = PackageDump(targets: [
        Self.target("Core"),
        Self.target("CEdge", type: "system"),
        Self.target("Edge", dependencies: ["Core", "CEdge"], products: ["Logging"]),
        Self.target("program", type: "executable", dependencies: ["Edge"]),
        Self.target("CoreTests", type: "test", dependencies: ["Core"]),
    ])

    private static func target(
        _ name: String, type: String = "regular", dependencies: [String] = [], products: [String] = [],
        settings: [String] = ["strictMemorySafety()", "swiftLanguageMode(6)"]
    ) -> PackageDump.Target {
        PackageDump.Target(
            name: name, type: type, path: nil,
            dependencies: dependencies.map { .init($0) } + products.map { .init($0, package: "elsewhere") },
            settings: type == "system" ? [] : settings.map { .init($0) })
    }

    private static func inspection(changing name: String, to changed: PackageDump.Target?) -> Inspection {
        let others = Self.package.targets.filter { $0.name != name }
        return Inspection(plan: Self.plan, package: PackageDump(targets: others + (changed.map { [$0] } ?? [])))
    }

    @Test("a package as planned has no findings")
    func asPlanned() {
        let inspection = Inspection(plan: Self.plan, package: Self.package)
        #expect(inspection.findingsInManifest() == [])
        #expect(inspection.findingsInSettings() == [])
    }

    @Test("a target that nobody drew is found")
    func unknownTarget() {
        let inspection = Self.inspection(changing: "Extra", to: Self.target("Extra"))
        #expect(inspection.findingsInManifest() == ["Extra: not in the plan"])
    }

    @Test("a module without a target is found")
    func missingTarget() {
        let inspection = Self.inspection(changing: "Core", to: nil)
        #expect(inspection.findingsInManifest() == ["Core: in the plan, but no target"])
    }

    @Test("an arrow too many is found")
    func extraArrow() {
        let inspection = Self.inspection(changing: "Core", to: Self.target("Core", dependencies: ["Edge"]))
        #expect(inspection.findingsInManifest() == ["Core: depends on Edge, which is not drawn"])
    }

    @Test("a missing arrow is found")
    func missingArrow() {
        let inspection = Self.inspection(changing: "Edge", to: Self.target("Edge", dependencies: ["Core"]))
        #expect(inspection.findingsInManifest() == ["Edge: does not depend on CEdge, which is drawn"])
    }

    @Test("a product of another package that the module may not import is found")
    func extraProduct() {
        let inspection = Self.inspection(changing: "Core", to: Self.target("Core", products: ["Yams"]))
        #expect(inspection.findingsInManifest() == ["Core: depends on Yams, which it may not import"])
    }

    @Test("a target without a setting is found, tests included", arguments: ["Core", "CoreTests"])
    func missingSetting(name: String) {
        let type = name == "Core" ? "regular" : "test"
        let inspection = Self.inspection(
            changing: name, to: Self.target(name, type: type, settings: ["swiftLanguageMode(6)"]))
        #expect(inspection.findingsInSettings() == ["\(name): built without strictMemorySafety()"])
    }

    @Test(
        "imports are held against the target's module",
        arguments: [
            ("Core", "Core", []),
            ("Core", "Glibc", ["Glibc"]),
            ("Core", "Edge", ["Edge"]),
            ("Core", "Foundation", ["Foundation"]),
            ("Edge", "Glibc", []),
            ("Edge", "Core", []),
            ("Edge", "CEdge", []),
            ("Edge", "Foundation", ["Foundation"]),
            ("Edge", "FoundationEssentials", ["FoundationEssentials"]),
            // Through Edge the program reaches Core, but not the system library that Edge keeps to itself.
            ("program", "Core", []),
            ("program", "CEdge", ["CEdge"]),
            ("program", "Logging", ["Logging"]),
            ("CoreTests", "Testing", []),
            ("CoreTests", "Edge", []),
            ("CoreTests", "Foundation", ["Foundation"]),
            ("CoreTests", "XCTest", ["XCTest"]),
        ])
    func imports(target: String, module: String, refused: [String]) {
        let inspection = Inspection(plan: Self.plan, package: Self.package)
        let own = module == target ? "let nothing = 0" : "import \(module)"
        let file = SourceFile(target: target, path: "a.swift", text: "\(own)\n")
        #expect(
            inspection.findingsInImports(of: file) == refused.map { "a.swift: imports \($0), which \(target) may not" })
    }

    @Test("a missing licence line and a file that is too long are found")
    func shape() {
        let inspection = Inspection(plan: Self.plan, package: Self.package)
        let licence = "// SPDX-License-Identifier: Apache-2.0\n"
        func findings(_ text: String, path: String = "Sources/a.swift") -> [String] {
            inspection.findingsInShape(of: SourceFile(target: "Core", path: path, text: text))
        }
        #expect(findings("let one = 1\n") == ["Sources/a.swift: does not start with the SPDX licence line"])
        let limits = ["Sources/a.swift": Self.plan.linesOfSourceFile, "Tests/a.swift": Self.plan.linesOfTestFile]
        for (path, limit) in limits {
            let text = licence + String(repeating: "\n", count: limit - 1)
            #expect(findings(text, path: path) == [])
            #expect(findings(text + "\n", path: path) == ["\(path): \(limit + 1) lines, more than \(limit)"])
        }
    }

    @Test("the files of an executable count together")
    func executables() {
        let inspection = Inspection(plan: Self.plan, package: Self.package)
        func findings(_ counts: Int...) -> [String] {
            inspection.findingsInExecutables(
                among: counts.map {
                    SourceFile(target: "program", path: "a.swift", text: String(repeating: "\n", count: $0))
                })
        }
        #expect(findings(40) == [])
        #expect(findings(20, 21) == ["program: 41 lines, more than 40"])
    }

    @Test(
        "a core that is not pure is found",
        arguments: [
            ("let now = ContinuousClock.now", ["ContinuousClock"]),
            ("let number = Int.random(in: 0..<6)", ["random"]),
            ("for key in keys.shuffled() {}", ["shuffled"]),
            ("func wait() async {}", ["async"]),
            ("// a ContinuousClock is for the shell", []),
            ("let text = \"await\"", []),
        ])
    func purity(text: String, words: [String]) {
        let inspection = Inspection(plan: Self.plan, package: Self.package)
        let file = SourceFile(target: "Core", path: "a.swift", text: text)
        #expect(inspection.findingsInPurity(of: file) == words.map { "a.swift: uses \($0); the core is pure" })
    }
}
