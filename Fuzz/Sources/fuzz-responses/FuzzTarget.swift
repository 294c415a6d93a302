// SPDX-License-Identifier: Apache-2.0

import FuzzInput

/// Called by libFuzzer with one input after the other: the bytes of an answer.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    unsafe FuzzInput.check(start, count: count, violation: ResponseCheck.violation(in:))
}
