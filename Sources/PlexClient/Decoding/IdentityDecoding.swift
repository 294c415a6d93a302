// SPDX-License-Identifier: Apache-2.0

import PlexModel

/// Decodes `{"MediaContainer":{"size":0,"claimed":true,"machineIdentifier":"…","version":"1.43.3"}}`.
enum IdentityDecoding {
    /// The identity.
    static func identity(_ bytes: [UInt8]) throws(DecodingFailure) -> ServerIdentity {
        var fields: [String: JSONValue] = [:]
        try Container.read(bytes, name: "MediaContainer") { (reader, name) throws(DecodingFailure) in
            guard ["machineIdentifier", "version", "claimed"].contains(name) else { return try reader.skipValue() }
            guard fields[name] == nil else { throw .unreadable("it holds \(name) twice") }
            fields[name] = try reader.readScalar() ?? .null
        }
        guard let identifier = fields["machineIdentifier"]?.identifier else {
            throw .unreadable("it holds no machineIdentifier")
        }
        return ServerIdentity(
            machineIdentifier: identifier,
            version: fields["version"]?.lenientText,
            isClaimed: fields["claimed"]?.lenientBoolean)
    }
}
