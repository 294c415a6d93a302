// SPDX-License-Identifier: Apache-2.0

/// What `GET /identity` says; it answers without a token.
public struct ServerIdentity: Hashable, Sendable {
    /// The identifier of the installation; another one means another server behind the same address.
    public var machineIdentifier: String
    /// The server's version, such as `1.43.3.10000-abcdef`; nil where it does not say.
    public var version: String?
    /// Whether the server belongs to an account; nil where it does not say.
    public var isClaimed: Bool?

    /// An identity with these values.
    public init(machineIdentifier: String, version: String? = nil, isClaimed: Bool? = nil) {
        self.machineIdentifier = machineIdentifier
        self.version = version
        self.isClaimed = isClaimed
    }
}
