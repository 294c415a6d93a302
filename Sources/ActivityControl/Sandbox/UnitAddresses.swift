// SPDX-License-Identifier: Apache-2.0
private import FoundationEssentials

/// The addresses that the unit lets the service talk to, from the unit's file and its drop-ins.
struct UnitAddresses: Hashable, Sendable {
    /// `IPAddressAllow=`.
    private(set) var allowed: [AddressRange] = []
    /// `IPAddressDeny=`.
    private(set) var denied: [AddressRange] = []

    /// The directories of units, with those that count most at the end: systemd.unit(5).
    private static let directories = [
        "/usr/lib/systemd/system", "/run/systemd/system", "/etc/systemd/system", "/run/systemd/system.control",
        "/etc/systemd/system.control",
    ]

    /// The addresses of the installed unit; nil where there is none.
    ///
    /// - Parameter ignored: the path of a drop-in that is passed over.
    static func read(_ root: SystemRoot, ignoring ignored: String? = nil) -> UnitAddresses? {
        let directories = self.directories.map(root.path(_:))
        let units = directories.map { "\($0)/\(Service.unit)" }
        guard let unit = units.last(where: InstalledFile.exists(_:)) else { return nil }
        var dropIns: [String: String] = [:]
        for directory in directories.map({ "\($0)/\(Service.unit).d" }) {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []
            for name in names where name.hasSuffix(".conf") { dropIns[name] = "\(directory)/\(name)" }
        }
        var addresses = UnitAddresses()
        for path in [unit] + dropIns.sorted(by: { $0.key < $1.key }).map(\.value) where path != ignored {
            let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
            addresses.apply(text ?? "")
        }
        return addresses
    }

    /// Applies the lines of a unit file or drop-in. An empty value clears what the files before it say.
    mutating func apply(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            let words = parts[1].split(whereSeparator: \.isWhitespace)
            let ranges = words.flatMap(AddressRange.all(in:))
            switch parts[0].filter({ !$0.isWhitespace }) {
            case "IPAddressAllow": self.allowed = words.isEmpty ? [] : self.allowed + ranges
            case "IPAddressDeny": self.denied = words.isEmpty ? [] : self.denied + ranges
            default: continue
            }
        }
    }

    /// Whether the service can talk to an address: what is allowed, and what is not denied.
    func permits(_ address: String) -> Bool {
        self.allowed.contains { $0.contains(address) } || !self.denied.contains { $0.contains(address) }
    }
}
