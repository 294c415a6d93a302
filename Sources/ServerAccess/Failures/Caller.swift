// SPDX-License-Identifier: Apache-2.0

/// The party that sent a request. What to do about a failure depends on it.
package enum Caller: Hashable, Sendable {
    /// A person at a terminal.
    case person
    /// The service in its sandbox.
    ///
    /// - Parameter serverIsRemote: Whether the server is on another machine, to which the sandbox must let requests pass.
    case service(serverIsRemote: Bool)
}
