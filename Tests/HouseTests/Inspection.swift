// SPDX-License-Identifier: Apache-2.0

/// A source file and the target that it belongs to.
struct SourceFile {
    /// The target's name.
    var target: String
    /// The path below the package's root.
    var path: String
    /// The text.
    var text: String

    /// The number of lines.
    var lineCount: Int { self.text.split(separator: "\n", omittingEmptySubsequences: false).count - 1 }
}

/// Holds a package against the plan; every finding is one line for the person who has to mend it.
struct Inspection {
    /// The architecture as it is meant to be.
    var plan: Architecture
    /// What the manifest says.
    var package: PackageDump

    /// The targets that are system libraries.
    private var systemLibraries: Set<String> {
        Set(self.package.targets.filter { $0.type == "system" }.map(\.name))
    }

    /// Targets that the plan does not know, modules without a target, and arrows that are not as drawn.
    func findingsInManifest() -> [String] {
        var findings: [String] = []
        for target in self.package.targets where target.type != "test" {
            guard let module = self.plan.modules[target.name] else {
                findings.append("\(target.name): not in the plan")
                continue
            }
            let arrows = Set(target.dependencies.filter { $0.package == nil }.map(\.name))
            for extra in arrows.subtracting(module.arrows).sorted() {
                findings.append("\(target.name): depends on \(extra), which is not drawn")
            }
            for missing in module.arrows.subtracting(arrows).sorted() {
                findings.append("\(target.name): does not depend on \(missing), which is drawn")
            }
            for product in target.dependencies where product.package != nil && !module.imports.contains(product.name) {
                findings.append("\(target.name): depends on \(product.name), which it may not import")
            }
        }
        let names = Set(self.package.targets.map(\.name))
        for missing in Set(self.plan.modules.keys).subtracting(names).sorted() {
            findings.append("\(missing): in the plan, but no target")
        }
        return findings
    }

    /// Swift targets, tests included, without a setting that all have.
    func findingsInSettings() -> [String] {
        self.package.targets.filter { $0.type != "system" }.flatMap { target in
            self.plan.settings.subtracting(target.settings.map(\.text)).sorted().map {
                "\(target.name): built without \($0)"
            }
        }
    }

    /// Imports of a file that its target may not have.
    func findingsInImports(of file: SourceFile) -> [String] {
        let isTest = self.package.targets.contains { $0.name == file.target && $0.type == "test" }
        let allowed = isTest ? self.importsOfTests : self.imports(of: file.target)
        return ImportScanner.modules(in: file.text).filter { !allowed.contains($0) }.map {
            "\(file.path): imports \($0), which \(file.target) may not"
        }
    }

    /// Executables that do more than to turn arguments into values, files too long for one topic, missing licence lines.
    func findingsInShape(of file: SourceFile) -> [String] {
        var findings: [String] = []
        if !file.text.hasPrefix("// SPDX-License-Identifier: Apache-2.0\n") {
            findings.append("\(file.path): does not start with the SPDX licence line")
        }
        let limit = file.path.hasPrefix("Tests/") ? self.plan.linesOfTestFile : self.plan.linesOfSourceFile
        if file.lineCount > limit { findings.append("\(file.path): \(file.lineCount) lines, more than \(limit)") }
        return findings
    }

    /// Executables whose files together are longer than an executable may be.
    func findingsInExecutables(among files: [SourceFile]) -> [String] {
        self.package.targets.filter { $0.type == "executable" }.compactMap { target in
            let lines = files.filter { $0.target == target.name }.map(\.lineCount).reduce(0, +)
            guard lines > self.plan.linesOfExecutable else { return nil }
            return "\(target.name): \(lines) lines, more than \(self.plan.linesOfExecutable)"
        }
    }

    /// Words in the pure core by which it would read a clock, draw a random number or wait, all without an import.
    func findingsInPurity(of file: SourceFile) -> [String] {
        let impure: Set<Substring> = [
            "ContinuousClock", "SuspendingClock", "SystemRandomNumberGenerator", "random", "randomElement", "shuffled",
            "shuffle", "Task", "async", "await", "actor", "print", "debugPrint", "readLine",
        ]
        let words = file.text.split(whereSeparator: \.isNewline).flatMap { ImportScanner.words(ofCodeIn: $0) }
        return Set(words).intersection(impure).sorted().map { "\(file.path): uses \($0); the core is pure" }
    }

    /// The modules that a module may import: those of its arrows, and those that the plan grants it.
    private func imports(of target: String) -> Set<String> {
        self.plan.modules(reachableFrom: target, systemLibraries: self.systemLibraries)
            .union(self.plan.modules[target]?.imports ?? [])
    }

    /// The modules that tests may import: all of this package, all that one of them may import, and two for tests alone.
    private var importsOfTests: Set<String> {
        self.plan.modules.values.reduce(into: Set(self.plan.modules.keys).union(["Testing", "NIOEmbedded"])) {
            $0.formUnion($1.imports)
        }
    }
}
