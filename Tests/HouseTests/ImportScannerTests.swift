// SPDX-License-Identifier: Apache-2.0
import Testing

@Suite("Finding imports")
struct ImportScannerTests {
    @Test(
        "every way to write an import is found",
        arguments: [
            ("import Logging", ["Logging"]),
            ("    import Logging", ["Logging"]),
            ("public import Logging", ["Logging"]),
            ("@testable import Logging", ["Logging"]),
            ("@preconcurrency package import Logging", ["Logging"]),
            ("@_spi(Testing) internal import Logging", ["Logging"]),
            ("import struct Foundation.Date", ["Foundation"]),
            ("import Foundation.NSObject", ["Foundation"]),
            ("import `Foundation`", ["Foundation"]),
            ("import A; import B", ["A", "B"]),
            ("let x = 1; import Foundation", ["Foundation"]),
            ("/* hidden */ import Foundation", ["Foundation"]),
            ("import /* hidden */ Foundation", ["hidden"]),
            ("import\n    Foundation", ["Foundation"]),
            ("import A\r\nimport B", ["A", "B"]),
            ("#if canImport(Foundation)\nimport Foundation\n#endif", ["Foundation"]),
            ("let accept = \"*/*\"\nimport Foundation", ["Foundation"]),
            ("let url = \"http://host\"; import Foundation", ["Foundation"]),
            ("let quote = \"\\\"\"; import Foundation", ["Foundation"]),
        ])
    func finds(source: String, modules: [String]) {
        #expect(ImportScanner.modules(in: source) == modules)
    }

    @Test(
        "what is no import is left alone",
        arguments: [
            "// import Foundation",
            "/// Do not import Foundation.",
            "let text = \"import Foundation\"",
            "let important = 1",
            "let value = try canImport(Foundation)",
            "",
        ])
    func ignores(source: String) {
        #expect(ImportScanner.modules(in: source) == [])
    }
}
