// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// A failed system call.
struct SystemCallError: Error, Equatable, CustomStringConvertible {
    /// The name of the call.
    let call: String
    /// The reason: errno(3).
    let number: Int32

    /// A failed call with its reason, by default the present `errno`.
    init(call: String, number: Int32 = errno) {
        self.call = call
        self.number = number
    }

    /// For example `connect: No such file or directory`.
    var description: String { "\(self.call): \(ErrorNumber.text(self.number))" }
}

/// Texts for error numbers.
package enum ErrorNumber {
    /// The text of strerror_r(3), for example `No such file or directory`.
    package static func text(_ number: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard unsafe strerror_r(number, &buffer, buffer.count) == 0 else { return "error \(number)" }
        return String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
