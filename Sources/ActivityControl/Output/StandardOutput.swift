// SPDX-License-Identifier: Apache-2.0
private import ArgumentParser
@unsafe @preconcurrency private import Glibc
private import ServiceFiles

/// Checks the output of `print`, which is buffered until the program ends and hides write errors.
package enum StandardOutput {
    /// From now on, the program reports at its end that standard output could not be written, and exits with 1 instead
    /// of 0.
    ///
    /// A pipe whose reader has gone, such as `head`, is not an error.
    package static func checkAtExit() {
        unsafe on_exit({ code, _ in StandardOutput.check(code) }, nil)
    }

    private static func check(_ code: Int32) {
        let isFlushed = unsafe fflush(stdout) == 0
        let number = errno
        guard unsafe !isFlushed || ferror(stdout) != 0, number != EPIPE, !Terminal.hasHungUp() else { return }
        // The buffer may have been written, in vain, long before.
        let reason = isFlushed ? "" : ": \(FileError.text(of: number))"
        ControlExit.complain("standard output cannot be written\(reason)")
        if code == 0 { _exit(ControlExit.foundProblem.rawValue) }
    }
}
