// SPDX-License-Identifier: Apache-2.0
private import Glibc

/// Reads a token from the terminal, without showing it, or from standard input.
enum TokenInput {
    /// The longest input: 64 KiB, as for a credential.
    private static let limit = 65_536

    /// The token that the person types or pastes, or that standard input has.
    ///
    /// - Throws: ``TokenFailure`` for an input without a token, and for Ctrl-C.
    static func read(prompt: String) throws(TokenFailure) -> String {
        guard isatty(STDIN_FILENO) == 1 else { return try TokenFailure.token(in: Self.all()) }
        return try TokenFailure.token(in: try Self.line(prompt: prompt))
    }

    /// Everything on standard input, up to the limit.
    private static func all() -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count <= Self.limit {
            let count = unsafe Glibc.read(STDIN_FILENO, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    /// A line from the terminal, with the echo off.
    ///
    /// The terminal passes on single characters meanwhile: its own editing takes no line of more than 4,095 bytes, and
    /// Ctrl-C would end the program with the echo off.
    private static func line(prompt: String) throws(TokenFailure) -> [UInt8] {
        var original = termios()
        guard unsafe tcgetattr(STDIN_FILENO, &original) == 0 else { return Self.all() }
        var silent = original
        silent.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &silent)
        defer {
            _ = unsafe tcsetattr(STDIN_FILENO, TCSAFLUSH, &original)
            ControlExit.complain("")
        }
        Self.write(prompt)
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count <= Self.limit {
            let count = unsafe Glibc.read(STDIN_FILENO, &byte, 1)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return line }
            switch byte {
            case 0x0A, 0x0D: return line
            case 0x03, 0x1A, 0x1C: throw .abandoned  // Ctrl-C, Ctrl-Z, Ctrl-backslash
            case 0x04: return line  // Ctrl-D
            case 0x08, 0x7F: _ = line.popLast()
            case 0x15: line = []  // Ctrl-U
            default: line.append(byte)
            }
        }
        return line
    }

    private static func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = unsafe Glibc.write(STDERR_FILENO, bytes, bytes.count)
    }
}
