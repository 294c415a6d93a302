// SPDX-License-Identifier: Apache-2.0

/// Why a file that the operator named, or the service keeps, tells nothing; with one sentence for the operator.
enum FileFailure: Error, Hashable, CustomStringConvertible {
    /// It is not there.
    case missing(String)
    /// It may not be read.
    case forbidden(String)
    /// It is there and cannot be understood.
    case unreadable(String)

    /// The sentence.
    var description: String {
        switch self {
        case .missing(let text), .forbidden(let text), .unreadable(let text): text
        }
    }
}
