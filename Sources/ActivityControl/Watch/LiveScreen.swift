// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// The terminal as a screen that is redrawn in place, and restored at the end.
///
/// It uses control functions that all common terminals have (console_codes(4)): the alternate screen, the cursor, and
/// erasing to the end of a line or of the screen.
struct LiveScreen: ~Copyable {
    private var before = termios()
    private let hasKeyboard: Bool
    private var lastSize: Terminal.Size?

    /// Takes the screen.
    init() {
        self.hasKeyboard = unsafe tcgetattr(STDIN_FILENO, &self.before) == 0
        if self.hasKeyboard {
            var now = self.before
            // Keys are read without echo and without waiting for a line. Keys still send signals, except Ctrl-Z, which
            // would leave the terminal in this mode.
            now.c_lflag &= ~tcflag_t(ECHO | ICANON)
            unsafe tcsetattr(STDIN_FILENO, TCSANOW, &now)
        }
        signal(SIGTSTP, SIG_IGN)
        Terminal.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J")
    }

    /// Restores the terminal.
    consuming func close() {
        Terminal.write("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l")
        guard self.hasKeyboard else { return }
        var before = self.before
        unsafe tcsetattr(STDIN_FILENO, TCSANOW, &before)
    }

    /// Shows these lines. They must fit the size.
    mutating func draw(_ lines: [String], size: Terminal.Size) {
        // After a change of size, the terminal may have moved the old lines.
        var text = self.lastSize == size ? "\u{1B}[H" : "\u{1B}[2J\u{1B}[H"
        self.lastSize = size
        text += lines.prefix(size.rows).map { $0 + "\u{1B}[K" }.joined(separator: "\r\n")
        Terminal.write(text + "\u{1B}[J")
    }

    /// Whether the person pressed q since the last call. The call never waits.
    var isQuitting: Bool {
        guard self.hasKeyboard else { return false }
        var poller = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&poller, 1, 0) > 0, Int32(poller.revents) & POLLIN != 0 else { return false }
        var keys = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(STDIN_FILENO, &keys, keys.count)
        return count > 0 && keys[..<count].contains { $0 == UInt8(ascii: "q") || $0 == UInt8(ascii: "Q") }
    }
}
