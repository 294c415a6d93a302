// SPDX-License-Identifier: Apache-2.0

/// One input of libFuzzer (https://llvm.org/docs/LibFuzzer.html).
package enum FuzzInput {
    /// Checks an input, and ends the process where a promise is broken: that is how libFuzzer notices.
    ///
    /// - Parameters:
    ///   - start: The first byte; nil where there is none.
    ///   - count: How many bytes there are.
    ///   - violation: Which promise is broken on these bytes.
    package static func check(
        _ start: UnsafePointer<UInt8>?, count: Int, violation: ([UInt8]) -> String?
    ) -> CInt {
        let bytes = unsafe Array(UnsafeBufferPointer(start: start, count: count))
        if let broken = violation(bytes) {
            print("broken promise: \(broken)")
            preconditionFailure("see the line above")
        }
        return 0
    }
}
