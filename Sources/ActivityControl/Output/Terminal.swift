// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// The terminal at the program's standard input and output.
enum Terminal {
    /// How many columns and rows there are.
    struct Size: Hashable, Sendable {
        /// Columns; at least 20.
        var columns: Int
        /// Rows; at least 4.
        var rows: Int
    }

    /// Whether standard output is a terminal.
    static var isStandardOutput: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether somebody can be asked: standard input and standard error are terminals.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Whether what is written to standard output, or another descriptor, can reach nobody any more: the terminal is gone, or
    /// whoever read the pipe. It never waits.
    static func hasHungUp(_ descriptor: Int32 = STDOUT_FILENO) -> Bool {
        // Errors and hang-ups need no asking, poll(2).
        var poller = pollfd(fd: descriptor, events: 0, revents: 0)
        return unsafe poll(&poller, 1, 0) > 0 && Int32(poller.revents) & (POLLERR | POLLHUP | POLLNVAL) != 0
    }

    /// The size of the terminal at standard output now, tty_ioctl(4); 80 by 24 where it does not say.
    static var size: Size {
        var size = winsize()
        let isKnown = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 && size.ws_row > 0
        return isKnown
            ? Size(columns: max(20, Int(size.ws_col)), rows: max(4, Int(size.ws_row))) : Size(columns: 80, rows: 24)
    }

    /// The width for tables: the terminal's, or nil for as wide as needed.
    static var tableWidth: Int? { Self.isStandardOutput ? Self.size.columns : nil }

    /// Asks whoever sits at the terminal.
    ///
    /// - Returns: whether the answer begins with a y.
    static func confirm(_ question: String) -> Bool {
        Self.write("\(question) [y/N] ", to: STDERR_FILENO)
        return readLine()?.first.map { $0 == "y" || $0 == "Y" } ?? false
    }

    /// Writes to standard output at once, whatever is buffered.
    static func write(_ text: String) {
        Self.write(text, to: STDOUT_FILENO)
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }
}
