// SPDX-License-Identifier: Apache-2.0

/// The answer to `GET /identity`, which needs no token.
public struct ServerIdentity: Hashable, Sendable {
    /// The identifier of the installation. Another identifier means another server behind the same address.
    public var machineIdentifier: String
    /// The server's version, such as `1.43.3.10000-abcdef`; nil for no value.
    public var version: String?
    /// Whether the server belongs to an account; nil for no value.
    public var isClaimed: Bool?

    /// An identity with these values.
    public init(machineIdentifier: String, version: String? = nil, isClaimed: Bool? = nil) {
        self.machineIdentifier = machineIdentifier
        self.version = version
        self.isClaimed = isClaimed
    }
}
