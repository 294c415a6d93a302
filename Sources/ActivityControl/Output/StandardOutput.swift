// SPDX-License-Identifier: Apache-2.0
private import ArgumentParser
@unsafe @preconcurrency private import Glibc
private import ServiceFiles

/// What is printed with `print`, which waits in a buffer until the program ends and says nothing of what fails.
package enum StandardOutput {
    /// From now on a program that could not print everything says so at its end, and does not end with 0: what was wanted
    /// did not come about. Of a reader that has had enough, as `head` has, nothing is said.
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
