// SPDX-License-Identifier: Apache-2.0
import Glibc
import MonitorRecording

/// Reads a recording in batches of lines. The caller replays one batch while the next is read.
actor RecordingReader {
    /// The longest line, in bytes: a server's answer with 20,000 activities has some 10 MB.
    private static let longestLine = 64 << 20
    private static let chunk = 1 << 20

    private let path: String
    private let descriptor: Int32
    private var decoder = RecordingDecoder()
    /// The number of lines so far.
    private var number = 0
    /// A malformed line. A killed daemon leaves one: it is accepted if a daemon's start or the end of the file follows.
    private var torn: (line: Int, problem: RecordingProblem)?
    /// The beginning of the next line.
    private var rest: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: RecordingReader.chunk)

    /// A reader at the beginning of a file.
    init(_ path: String) throws(FileFailure) {
        self.path = path
        self.descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY)
        guard self.descriptor >= 0 else { throw .reading(path, number: errno) }
    }

    deinit {
        if self.descriptor >= 0 { close(self.descriptor) }
    }

    /// The paths, sorted by the time of their recording.
    static func inOrder(_ paths: [String]) async throws(FileFailure) -> [String] {
        var begun: [(wall: Int64, sequence: Int, path: String)] = []
        for path in paths {
            var header: RecordingHeader?
            try await Self.read(path) { item in
                if case .segment(let found) = item { header = found }
                return false
            }
            guard let header else { throw .unreadable("\(path) is not a recording of plex-activityd") }
            begun.append((header.wallMicroseconds, header.sequence, path))
        }
        return begun.sorted { ($0.wall, $0.sequence) < ($1.wall, $1.sequence) }.map(\.path)
    }

    /// Reads a file.
    ///
    /// A half-written line of a killed daemon is skipped.
    ///
    /// - Parameter body: takes each item, and returns whether to continue.
    static func read(_ path: String, _ body: (RecordingItem) -> Bool) async throws(FileFailure) {
        let reader = try RecordingReader(path)
        var items = try await reader.next().get()
        while !items.isEmpty {
            async let following = reader.next()
            for item in items {
                guard body(item) else { return }
            }
            items = try await following.get()
        }
    }

    /// The items of the next lines: one item or more, or none at the end of the file.
    private func next() -> Result<[RecordingItem], FileFailure> {
        do throws(FileFailure) {
            var items: [RecordingItem] = []
            while items.isEmpty {
                let count = unsafe Glibc.read(self.descriptor, &self.buffer, self.buffer.count)
                if count < 0, errno == EINTR { continue }
                guard count >= 0 else { throw .reading(self.path, number: errno) }
                guard count > 0 else {
                    if !self.rest.isEmpty, let item = try self.item(self.rest[...]) { items.append(item) }
                    self.rest = []
                    break
                }
                try self.takeLines(&items, count: count)
            }
            return .success(items)
        } catch {
            return .failure(error)
        }
    }

    /// Decodes the complete lines in the buffer.
    private func takeLines(_ items: inout [RecordingItem], count: Int) throws(FileFailure) {
        self.rest += self.buffer[..<count]
        let bytes = self.rest
        var start = bytes.startIndex
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            if let item = try self.item(bytes[start..<end]) { items.append(item) }
            start = end + 1
        }
        self.rest = Array(bytes[start...])
        guard self.rest.count <= Self.longestLine else {
            throw .unreadable("\(self.path): line \(self.number + 1) is longer than any line of a recording")
        }
    }

    /// The item of a line; nil for a line without an item, and for a line that may be half-written.
    private func item(_ line: ArraySlice<UInt8>) throws(FileFailure) -> RecordingItem? {
        self.number += 1
        let found: RecordingItem?
        do throws(RecordingProblem) {
            found = try self.decoder.item(line)
        } catch {
            if let torn = self.torn { throw self.failure(torn.line, torn.problem) }
            guard self.number > 1 else { throw self.failure(self.number, error) }
            self.torn = (self.number, error)
            return nil
        }
        guard let item = found else { return nil }
        // A half-written line can only stand before a daemon's start, or at the end of the file.
        if let torn = self.torn {
            guard case .segment = item else { throw self.failure(torn.line, torn.problem) }
        }
        self.torn = nil
        return item
    }

    private func failure(_ line: Int, _ problem: RecordingProblem) -> FileFailure {
        .unreadable("\(self.path): line \(line): \(problem)")
    }
}
