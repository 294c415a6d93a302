// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Writes lines to standard error without ever waiting for its reader.
///
/// The flags of standard error are shared with every process that has inherited it (open(2), open file descriptions),
/// so it is not switched to non-blocking. A socket is sent to with `MSG_DONTWAIT`; anything else is opened once more
/// through `/proc/self/fd`, which gives an open file description of our own. Where that is refused (a pipe that
/// belongs to another user), a line is written after poll(2) has said that there is room, which can wait if another
/// process takes the room in between.
struct StandardErrorStream: Sendable {
    /// How the descriptor is written to.
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
        // Appending, because a second description of a file has an offset of its own and would write over what is
        // there.
        let number = unsafe open("/proc/self/fd/\(descriptor)", O_WRONLY | O_NONBLOCK | O_APPEND | O_CLOEXEC | O_NOCTTY)
        if let reopened = FileDescriptor(owning: number) {
            self.access = .reopened(reopened)
        } else {
            self.access = .polled(descriptor)
        }
    }

    /// Writes a line of at most 4096 bytes, whole or not at all; false if it was not written.
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

/// A sink that writes each entry as one line to standard error and waits for nobody; a line for which there is no room
/// is lost.
public struct StandardErrorSink: JournalSink {
    private let stream: StandardErrorStream
    private let prefix: JournalLinePrefix

    /// Writes to a descriptor that must stay open, by default standard error. The prefix is the priority's number
    /// where journald reads, otherwise its name.
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

    /// The line that stands for the entry.
    func line(for entry: JournalEntry) -> String {
        entry.line(prefix: self.prefix)
    }

    /// Writes such a line; false if it is lost.
    func write(line: String) -> Bool {
        self.stream.write(line)
    }
}
