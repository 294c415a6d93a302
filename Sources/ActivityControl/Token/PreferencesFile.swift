// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// The `Preferences.xml` of a Plex Media Server: one element whose attributes are the settings.
struct PreferencesFile: Hashable, Sendable {
    /// The path of the file.
    let path: String
    /// `PlexOnlineToken`, the token of the server's owner; nil for a server without an account.
    private let token: String?
    /// `ProcessedMachineIdentifier`, which `/identity` gives as the machine identifier; nil for a new server.
    let machineIdentifier: String?
    /// `FriendlyName`, the name that the owner gave to the server; nil for none.
    let friendlyName: String?

    /// The file of a server.
    ///
    /// - Throws: ``FileFailure`` for a file that cannot be read, and ``TokenFailure/notPreferences(path:)``.
    static func read(_ path: String) throws -> PreferencesFile {
        guard let text = try InstalledFile.text(of: path) else { throw FileFailure.reading(path, number: ENOENT) }
        guard let file = PreferencesFile(path: path, text: text) else { throw TokenFailure.notPreferences(path: path) }
        return file
    }

    /// The file with this text; nil for a text without the element `Preferences`.
    init?(path: String, text: String) {
        guard let start = text.firstRange(of: "<Preferences")?.upperBound else { return nil }
        let attributes = text[start...]
        self.path = path
        self.token = Self.value(of: "PlexOnlineToken", in: attributes)
        self.machineIdentifier = Self.value(of: "ProcessedMachineIdentifier", in: attributes)
        self.friendlyName = Self.value(of: "FriendlyName", in: attributes)
    }

    /// The owner's token.
    ///
    /// - Throws: ``TokenFailure`` where there is none.
    func ownersToken() throws(TokenFailure) -> String {
        guard let token = self.token else { throw .unclaimed(path: self.path) }
        return try TokenFailure.token(in: Array(token.utf8))
    }

    /// Whether the server belongs to an account.
    var isClaimed: Bool { self.token != nil }

    /// The value of an attribute; nil where it is missing or empty.
    private static func value(of name: String, in text: Substring) -> String? {
        let starts = [" ", "\n", "\t"].compactMap { text.firstRange(of: "\($0)\(name)=\"")?.upperBound }
        guard let start = starts.first, let end = text[start...].firstIndex(of: "\"") else { return nil }
        let value = text[start..<end]
            .replacing("&quot;", with: "\"").replacing("&apos;", with: "'").replacing("&lt;", with: "<")
            .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        return value.isEmpty ? nil : String(value)
    }
}
