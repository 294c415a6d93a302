// SPDX-License-Identifier: Apache-2.0

/// Why bytes could not be decoded. The texts are our own; they quote nothing from the bytes.
enum DecodingFailure: Error, Hashable, Sendable {
    /// The bytes are not JSON, or nested more deeply than is read.
    case syntax(String)
    /// JSON, but not what belongs there.
    case unreadable(String)
}
