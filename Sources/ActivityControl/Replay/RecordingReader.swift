// SPDX-License-Identifier: Apache-2.0
import Glibc
import MonitorRecording

/// Reads the files of a recording, line by line.
struct RecordingReader {
    /// Why a file cannot be read.
    enum Failure: Error, Hashable, CustomStringConvertible {
        /// It is not there.
        case missing(String)
        /// It may not be read.
        case forbidden(String)
        /// It is no recording, or not of this version.
        case unreadable(String)

        /// One sentence for the operator.
        var description: String {
            switch self {
            case .missing(let text), .forbidden(let text), .unreadable(let text): text
            }
        }
    }

    /// The longest line that is read: the answer of a server with 20,000 activities has some 10 MB.
    private static let longestLine = 64 << 20
    private static let chunk = 1 << 20

    /// The paths in the order in which they were recorded, whatever the order in which they were named.
    static func inOrder(_ paths: [String]) throws(Failure) -> [String] {
        var begun: [(wall: Int64, sequence: Int, path: String)] = []
        for path in paths {
            var header: RecordingHeader?
            try Self.read(path) { item in
                if case .segment(let found) = item { header = found }
                return false
            }
            guard let header else { throw .unreadable("\(path): it is no recording of plex-activityd") }
            begun.append((header.wallMicroseconds, header.sequence, path))
        }
        return begun.sorted { ($0.wall, $0.sequence) < ($1.wall, $1.sequence) }.map(\.path)
    }

    /// Reads a file.
    ///
    /// - Parameter body: Takes what each line says, and says whether to go on. A line that a daemon which was killed has
    ///   left half written is passed over.
    static func read(_ path: String, _ body: (RecordingItem) -> Bool) throws(Failure) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard descriptor >= 0 else { throw Self.failure(errno, path) }
        defer { close(descriptor) }
        var decoder = RecordingDecoder()
        var number = 0
        var torn: (line: Int, problem: RecordingProblem)?
        var rest: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Self.chunk)

        func take(_ line: ArraySlice<UInt8>) throws(Failure) -> Bool {
            number += 1
            do throws(RecordingProblem) {
                guard let item = try decoder.item(line) else { return true }
                // Only what stands before the start of a daemon, or at the end, can be half a line.
                if let torn {
                    guard case .segment = item else {
                        throw RecordingProblem("line \(torn.line): \(torn.problem)")
                    }
                }
                torn = nil
                return body(item)
            } catch {
                guard torn == nil, number > 1 else { throw Failure.unreadable("\(path): line \(number): \(error)") }
                torn = (number, error)
                return true
            }
        }

        while true {
            let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw Self.failure(errno, path) }
            guard count > 0 else { break }
            rest += buffer[..<count]
            var start = rest.startIndex
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                guard try take(rest[start..<end]) else { return }
                start = end + 1
            }
            rest.removeSubrange(..<start)
            guard rest.count <= Self.longestLine else {
                throw .unreadable("\(path): line \(number + 1) is longer than any of a recording")
            }
        }
        if !rest.isEmpty { _ = try take(rest[...]) }
    }

    private static func failure(_ number: Int32, _ path: String) -> Failure {
        switch number {
        case ENOENT, ENOTDIR: .missing("\(path): there is no such file")
        case EACCES, EPERM: .forbidden("\(path) may not be read: run as root")
        default: .unreadable("\(path) cannot be read (errno \(number))")
        }
    }
}
