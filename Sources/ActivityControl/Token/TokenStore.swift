// SPDX-License-Identifier: Apache-2.0
private import FoundationEssentials
import MonitorConfiguration

/// The files that hold tokens, and the drop-in by which the unit loads those that it does not load by itself.
struct TokenStore {
    /// The system.
    let root: SystemRoot
    /// The server with a token of its own; nil for the token of all others.
    let server: String?

    /// Whether a server can have this name, and its files cannot be taken for those of another.
    static func isName(_ text: String) -> Bool {
        let isByte = { (byte: UInt8) in
            (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || [0x2D, 0x2E, 0x5F].contains(byte)
        }
        return (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(isByte) && text.first != "."
            && text != "encrypted" && !text.hasSuffix(".encrypted")
    }

    /// The file of the token.
    var file: String { self.path(of: self.name) }
    /// The file of the encrypted token.
    var encryptedFile: String { self.path(of: "\(self.name).encrypted") }
    /// The drop-in for tokens that the unit does not load by itself.
    var dropIn: String { "\(self.root.dropInDirectory)/50-plex-activityctl-tokens.conf" }

    /// Whether there is a token in place.
    var isSet: Bool { InstalledFile.exists(self.file) || InstalledFile.exists(self.encryptedFile) }

    private var name: String { self.server.map { "token.\($0)" } ?? "token" }
    /// The name of the credential by which the service reads the token.
    var credential: String { self.server.map { "plex-token.\($0)" } ?? "plex-token" }

    private func path(of name: String) -> String { "\(self.root.configurationDirectory)/\(name)" }

    /// Writes the token, and the drop-in where the unit needs it.
    ///
    /// - Returns: the paths of the files that were written.
    /// - Throws: ``FileFailure``, or ``TokenFailure`` where the token cannot be encrypted.
    func set(_ token: String, isEncrypted: Bool) throws -> [String] {
        var written: [String] = []
        if isEncrypted {
            let bytes = try EncryptedToken.encrypt(token, credential: self.credential)
            try InstalledFile.write(bytes, to: self.encryptedFile, mode: InstalledFile.secretMode)
            try InstalledFile.remove(self.file)
            written.append(self.encryptedFile)
        } else {
            try InstalledFile.write(Array("\(token)\n".utf8), to: self.file, mode: InstalledFile.secretMode)
            try InstalledFile.remove(self.encryptedFile)
            written.append(self.file)
        }
        if try self.writeDropIn() { written.append(self.dropIn) }
        return written
    }

    /// Brings the drop-in in line with the files.
    ///
    /// - Returns: whether it was written or removed, so that the service manager must read it.
    private func writeDropIn() throws(FileFailure) -> Bool {
        let old = try InstalledFile.text(of: self.dropIn)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: self.root.configurationDirectory)) ?? []
        let text = Self.dropIn(for: names)
        guard old != text else { return false }
        if let text {
            try InstalledFile.write(Array(text.utf8), to: self.dropIn, mode: InstalledFile.publicMode)
        } else {
            try InstalledFile.remove(self.dropIn)
        }
        if self.root.isThisMachine { Service.reloadUnits() }
        return text != nil
    }

    /// The drop-in for the files with these names; nil where the unit loads all of them by itself.
    static func dropIn(for names: [String]) -> String? {
        var lines: [String] = []
        for name in names.sorted() where name == "token.encrypted" || name.hasPrefix("token.") {
            let isEncrypted = name.hasSuffix(".encrypted")
            let plain = isEncrypted ? String(name.dropLast(".encrypted".count)) : name
            let server = plain == "token" ? nil : String(plain.dropFirst("token.".count))
            guard server.map(Self.isName) ?? isEncrypted else { continue }
            let credential = server.map { "plex-token.\($0)" } ?? "plex-token"
            let directive = isEncrypted ? "LoadCredentialEncrypted" : "LoadCredential"
            lines.append("\(directive)=\(credential):/etc/plex-activityd/\(name)")
            // Without a value to fall back on, a file that is removed later would fail the unit.
            if server != nil { lines.append("SetCredential=\(credential):\\x20") }
        }
        guard !lines.isEmpty else { return nil }
        return """
            # SPDX-License-Identifier: Apache-2.0
            # Written by plex-activityctl for the tokens in /etc/plex-activityd; it writes this file anew.

            [Service]
            \(lines.joined(separator: "\n"))

            """
    }
}
