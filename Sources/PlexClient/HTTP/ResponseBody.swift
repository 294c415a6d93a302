// SPDX-License-Identifier: Apache-2.0

/// The body of an answer from 200 to 299, and its type.
struct ResponseBody: Hashable, Sendable {
    /// The bytes, 4 MiB at most.
    var bytes: [UInt8]
    /// The `Content-Type` header, as it came.
    var contentType: String?
}
