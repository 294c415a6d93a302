// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Writes lines to standard error without waiting for its reader.
///
/// All processes that inherit standard error share its flags (open(2), open file descriptions), so it stays blocking.
/// To a socket, lines are sent with `MSG_DONTWAIT`. Anything else is opened again through `/proc/self/fd`, which gives
/// a separate open file description. If that is refused (a pipe of another user), a line is written after poll(2)
/// reports room. This last case can wait, if another process fills the room in between.
struct StandardErrorStream: Sendable {
    /// The way to write to the descriptor.
    private enum Access: Sendable {
        case socket(Int32)
        case reopened(FileDescriptor)
        case polled(Int32)
    }

    private let access: Access

    /// Uses the descriptor, which must stay open.
    init(descriptor: Int32 = STDERR_FILENO) {
        var status = stat()
        if unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK {
            self.access = .socket(descriptor)
            return
        }
        // Append: the second description of a file has its own offset, and would overwrite the file.
        let number = unsafe open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_APPEND | O_CLOEXEC | O_NOCTTY)
        if let reopened = FileDescriptor(owning: number) {
            self.access = .reopened(reopened)
        } else {
            self.access = .polled(descriptor)
        }
    }

    /// Writes a line of at most 4096 bytes completely or not at all. Returns whether the line was written.
    func write(_ line: String) -> Bool {
        let bytes = Array(line.utf8)
        let written =
            switch self.access {
            case .socket(let number):
                unsafe send(number, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
            case .reopened(let descriptor):
                unsafe Glibc.write(descriptor.number, bytes, bytes.count)
            case .polled(let number):
                FileDescriptor.wait(for: [(number, POLLOUT)], upTo: .zero)
                    ? unsafe Glibc.write(number, bytes, bytes.count) : -1
            }
        return written == bytes.count
    }
}

/// A sink that writes each entry as one line to standard error. It never waits: without room, a line is lost.
public struct StandardErrorSink: JournalSink {
    private let stream: StandardErrorStream
    private let prefix: JournalLinePrefix

    /// A sink for a descriptor that must stay open, by default standard error. The prefix of a line is the priority's
    /// number if journald reads the descriptor, and otherwise its name.
    public init(
        environment: [String: String] = ProcessEnvironment.variables,
        descriptor: Int32 = 2
    ) {
        self.stream = StandardErrorStream(descriptor: descriptor)
        self.prefix =
            JournalStream.isConnected(environment: environment, descriptor: descriptor)
            ? .priorityNumber : .priorityName
    }

    /// Writes the entry's line.
    public func enqueue(_ entry: JournalEntry) {
        _ = self.write(line: self.line(for: entry))
    }

    /// The line for an entry.
    func line(for entry: JournalEntry) -> String {
        entry.line(prefix: self.prefix)
    }

    /// Writes a line. Returns whether it was written.
    func write(line: String) -> Bool {
        self.stream.write(line)
    }
}
