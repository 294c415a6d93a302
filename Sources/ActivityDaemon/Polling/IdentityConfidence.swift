// SPDX-License-Identifier: Apache-2.0

/// Whether we know which server answers at an address.
struct IdentityConfidence: Hashable, Sendable {
    /// Whether the server's identity was read after the last request that put it in doubt. Only then may a request that
    /// stops something go out.
    private(set) var isConfirmed = false
    /// The installation that answered when the server was last asked who it is; nil before that.
    private(set) var machineIdentifier: String?
    /// How often the identity has been put in doubt.
    private(set) var doubts = 0

    /// Notes that another server may answer by now.
    mutating func doubt() {
        self.isConfirmed = false
        self.doubts += 1
    }

    /// Notes that the server said who it is, in answer to a request that was sent after so many doubts. A later doubt stays.
    mutating func confirm(_ machineIdentifier: String, after doubts: Int) {
        self.machineIdentifier = machineIdentifier
        if self.doubts == doubts { self.isConfirmed = true }
    }
}
