// SPDX-License-Identifier: Apache-2.0
import FoundationEssentials
import Glibc

/// What `swift package dump-package` says of this package, as far as the inspection asks.
struct PackageDump: Decodable {
    /// Every target of the package, tests and system libraries included.
    var targets: [Target]

    /// One target of the manifest.
    struct Target: Decodable {
        /// The target's name, which is also the name of its module, `-` replaced by `_`.
        var name: String
        /// `regular`, `executable`, `test`, `system`, or what SwiftPM knows besides.
        var type: String
        /// The folder where the manifest moves it elsewhere; nil for `Sources/NAME` and `Tests/NAME`.
        var path: String?
        /// What it depends on.
        var dependencies: [Dependency]
        /// Its build settings.
        var settings: [Setting]
    }

    /// A dependency of a target: `{"byName": ["PlexModel", null]}` or `{"product": ["Logging", "swift-log", …]}`.
    struct Dependency: Decodable {
        /// The name of the target or product.
        var name: String
        /// The identity of the package that the product is from; nil for a target of this package.
        var package: String?

        /// A dependency on a target of this package, or on a product of another.
        init(_ name: String, package: String? = nil) {
            self.name = name
            self.package = package
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: AnyKey.self)
            guard let kind = container.allKeys.first else {
                throw DecodingError.dataCorrupted(
                    .init(codingPath: decoder.codingPath, debugDescription: "a dependency without a kind"))
            }
            var elements = try container.nestedUnkeyedContainer(forKey: kind)
            self.name = try elements.decode(String.self)
            self.package = kind.stringValue == "product" ? try elements.decodeIfPresent(String.self) : nil
        }
    }

    /// A build setting: `{"kind": {"enableUpcomingFeature": {"_0": "ExistentialAny"}}, "tool": "swift"}`.
    struct Setting: Decodable {
        /// The setting in one line: `enableUpcomingFeature(ExistentialAny)`.
        var text: String

        private enum CodingKeys: String, CodingKey {
            case kind
        }

        /// A setting with this text.
        init(_ text: String) {
            self.text = text
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            let kind = try container.nestedContainer(keyedBy: AnyKey.self, forKey: .kind)
            self.text = kind.allKeys.map { key in
                let arguments = (try? kind.decode([String: String].self, forKey: key)) ?? [:]
                let values = arguments.sorted { $0.key < $1.key }.map(\.value)
                return "\(key.stringValue)(\(values.joined(separator: ", ")))"
            }.sorted().joined(separator: " ")
        }
    }

    /// A key that stands for whatever is there.
    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension PackageDump {
    /// Asks SwiftPM about the package in a folder.
    ///
    /// SwiftPM gets a scratch folder of its own, because `swift test` holds the lock of the usual one.
    static func read(at root: String) throws -> PackageDump {
        let quoted = "'" + root.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
        let command = """
            scratch=$(mktemp -d) && trap 'rm -rf "$scratch"' EXIT &&
            swift package --package-path \(quoted) --scratch-path "$scratch" dump-package
            """
        guard let stream = unsafe popen(command, "r") else { throw DumpFailure(reason: "cannot start a shell") }
        var output = Data()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, stream)
            guard count > 0 else { break }
            output.append(contentsOf: buffer[..<count])
        }
        let status = unsafe pclose(stream)
        guard status == 0 else { throw DumpFailure(reason: "swift package dump-package ended with status \(status)") }
        return try JSONDecoder().decode(PackageDump.self, from: output)
    }

    /// SwiftPM did not describe the package.
    struct DumpFailure: Error {
        /// What went wrong; SwiftPM's own words are on standard error.
        var reason: String
    }
}
