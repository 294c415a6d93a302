// SPDX-License-Identifier: Apache-2.0
import ActivityControl
import ArgumentParser

/// The program's entry: the library does the rest.
@main
enum PlexActivityctl {
    /// Runs the subcommand that the arguments name.
    static func main() async {
        StandardOutput.checkAtExit()
        await ActivityControl.main()
    }
}
