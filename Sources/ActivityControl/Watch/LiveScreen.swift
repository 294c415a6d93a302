// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// The terminal as a screen that is drawn again and again in place, and given back as it was.
///
/// The control functions are those of console_codes(4) and of every terminal in use: the alternate screen, the cursor,
/// and erasing to the end of a line and of the screen.
struct LiveScreen: ~Copyable {
    private var before = termios()
    private let hasKeyboard: Bool
    private var lastSize: Terminal.Size?

    /// Takes the screen.
    init() {
        self.hasKeyboard = unsafe tcgetattr(STDIN_FILENO, &self.before) == 0
        if self.hasKeyboard {
            var now = self.before
            // Keys are neither shown nor waited for; those that make signals still do, except the one that would stop
            // the process with the terminal as it is.
            now.c_lflag &= ~tcflag_t(ECHO | ICANON)
            unsafe tcsetattr(STDIN_FILENO, TCSANOW, &now)
        }
        signal(SIGTSTP, SIG_IGN)
        Terminal.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[?7l\u{1B}[2J")
    }

    /// Gives the screen back.
    consuming func close() {
        Terminal.write("\u{1B}[?7h\u{1B}[?25h\u{1B}[?1049l")
        guard self.hasKeyboard else { return }
        var before = self.before
        unsafe tcsetattr(STDIN_FILENO, TCSANOW, &before)
    }

    /// Shows these lines, no more than there are rows and none wider than there are columns.
    mutating func draw(_ lines: [String], size: Terminal.Size) {
        // After a change of size the terminal may have wrapped or moved what was there.
        var text = self.lastSize == size ? "\u{1B}[H" : "\u{1B}[2J\u{1B}[H"
        self.lastSize = size
        text += lines.prefix(size.rows).map { $0 + "\u{1B}[K" }.joined(separator: "\r\n")
        Terminal.write(text + "\u{1B}[J")
    }

    /// Whether somebody has pressed q since the last call. It never waits.
    var isQuitting: Bool {
        guard self.hasKeyboard else { return false }
        var poller = pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&poller, 1, 0) > 0, Int32(poller.revents) & POLLIN != 0 else { return false }
        var keys = [UInt8](repeating: 0, count: 64)
        let count = unsafe read(STDIN_FILENO, &keys, keys.count)
        return count > 0 && keys[..<count].contains { $0 == UInt8(ascii: "q") || $0 == UInt8(ascii: "Q") }
    }
}
