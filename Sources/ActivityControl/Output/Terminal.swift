// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// The terminal at the program's standard streams.
enum Terminal {
    /// The size in columns and rows.
    struct Size: Hashable, Sendable {
        /// Columns; at least 20.
        var columns: Int
        /// Rows; at least 4.
        var rows: Int
    }

    /// Whether standard output is a terminal.
    static var isStandardOutput: Bool { isatty(STDOUT_FILENO) == 1 }

    /// Whether the program can ask a question: standard input and standard error are terminals.
    static var isInteractive: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

    /// Whether a descriptor has lost its reader: the terminal is gone, or the pipe is closed. The call never waits.
    static func hasHungUp(_ descriptor: Int32 = STDOUT_FILENO) -> Bool {
        // poll(2) always reports errors and hang-ups.
        var poller = pollfd(fd: descriptor, events: 0, revents: 0)
        return unsafe poll(&poller, 1, 0) > 0 && Int32(poller.revents) & (POLLERR | POLLHUP | POLLNVAL) != 0
    }

    /// The present size of the terminal at standard output, tty_ioctl(4); 80 by 24 if it is unknown.
    static var size: Size {
        var size = winsize()
        let isKnown = unsafe ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 && size.ws_row > 0
        return isKnown
            ? Size(columns: max(20, Int(size.ws_col)), rows: max(4, Int(size.ws_row))) : Size(columns: 80, rows: 24)
    }

    /// The width for tables, in cells: the terminal's width; nil without a terminal.
    static var tableWidth: Int? { Self.isStandardOutput ? Self.size.columns : nil }

    /// Asks a question at the terminal.
    ///
    /// - Returns: whether the answer begins with a y.
    static func confirm(_ question: String) -> Bool {
        Self.write("\(question) [y/N] ", to: STDERR_FILENO)
        return readLine()?.first.map { $0 == "y" || $0 == "Y" } ?? false
    }

    /// Writes to standard output at once, past the buffer of `print`.
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
