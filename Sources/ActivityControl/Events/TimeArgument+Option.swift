// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
private import Glibc

extension TimeArgument {
    /// The time that an option names, in microseconds since 1970-01-01 UTC; nil without the option.
    ///
    /// - Throws: `ValidationError` for a text that is not a time.
    static func microseconds(_ text: String?, of option: String) throws -> Int64? {
        guard let text else { return nil }
        var now = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        let argument = TimeArgument(now: Int64(now.tv_sec) * 1_000_000 + Int64(now.tv_nsec) / 1_000)
        guard let time = argument.microseconds(text) else {
            throw ValidationError("\(option): '\(text)' is not \(TimeArgument.form)")
        }
        return time
    }
}
