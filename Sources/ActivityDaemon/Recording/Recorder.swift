// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
package import Logging
import MonitorConfiguration
import MonitorRecording
private import NIOPosix
private import PlexModel
package import ServiceFiles
private import Synchronization

/// Records the inputs of the monitor on a thread of its own. The loop never waits for it; a full or slow disk ends the
/// recording or makes holes in it, and has no other effect.
package final class Recorder: Sendable {
    /// How large a file becomes, in bytes.
    package static let fileLimit = 64 << 20
    /// How many files are kept.
    package static let fileCount = 4
    /// How many inputs and rows of activities may wait for the disk.
    package static let queueLimit = 40_000

    /// What the loop needs to know.
    private struct Front {
        var header: RecordingHeader?
        var settings: MonitorSettings?
        var context = RecordingContext()
        var waiting = 0
        var lost = 0
        var isFileFull = false
        var isEnded = false
    }

    private let front = Mutex(Front())
    private let writer: Mutex<RecordingWriter>
    private let thread = NIOThreadPool(numberOfThreads: 1)
    private let path: String
    private let queueLimit: Int
    private let bootID: String
    private let time: @Sendable () -> WallTime
    private let logger: Logger

    /// A recorder to this file.
    package init(
        path: String, bootID: String, logger: Logger, fileLimit: Int = Recorder.fileLimit,
        fileCount: Int = Recorder.fileCount, queueLimit: Int = Recorder.queueLimit,
        time: @escaping @Sendable () -> WallTime = { WallTime.now }
    ) {
        self.path = path
        self.queueLimit = queueLimit
        self.bootID = bootID
        self.time = time
        self.logger = logger
        self.writer = Mutex(RecordingWriter(file: RecordingFile(path: path, limit: fileLimit, count: fileCount)))
        self.thread.start()
    }

    /// Begins the recording of a run, before the first input.
    ///
    /// - Parameters:
    ///   - state: what the monitor was restored from; nil for one that knows nothing.
    ///   - isSameBoot: whether that was saved during the present boot.
    ///   - settings: the first configuration.
    package func begin(restoring state: SavedState?, isSameBoot: Bool, settings: MonitorSettings, at now: Instant) {
        let time = self.time()
        let header = RecordingHeader(
            program: ProgramVersion.text, bootID: self.bootID, run: "\(time.text) \(now.nanoseconds)", at: now,
            wallMicroseconds: time.microseconds, showsTitles: settings.journal.showsTitles, isSameBoot: isSameBoot,
            state: state)
        self.front.withLock { front in
            front.header = header
            front.settings = settings
        }
        self.enqueue(.segment(header, settings, RecordingContext()), cost: 0)
    }

    /// Records an input, before the monitor handles it.
    ///
    /// - Parameter state: what the monitor knows before, asked for where a segment begins.
    package func record(_ input: Input, at now: Instant, state: () -> SavedState) {
        let cost = input.recordingCost
        let (needsSegment, lost) = self.front.withLock { front -> (Bool, Int) in
            guard !front.isEnded, let header = front.header else { return (false, 0) }
            if front.lost > 0 { return (front.waiting <= self.queueLimit / 2, front.lost) }
            if case .configure(let settings) = input, settings.journal.showsTitles != header.showsTitles {
                return (true, 0)
            }
            return (front.isFileFull, 0)
        }
        if lost > 0, needsSegment { self.enqueue(.lost(lost), cost: 0) }
        var isTold = false
        if needsSegment { isTold = self.beginSegment(with: input, afterLoss: lost > 0, at: now, state: state()) }
        let isTaken = self.front.withLock { front in
            front.context.note(input)
            if case .configure(let settings) = input { front.settings = settings }
            guard !front.isEnded, front.header != nil, !isTold else { return false }
            guard front.lost == 0, front.waiting == 0 || front.waiting + cost <= self.queueLimit else {
                front.lost += 1
                return false
            }
            return true
        }
        if isTaken { self.enqueue(.input(input, now), cost: cost) }
    }

    /// Waits until all that was recorded is written, for `limit` at most.
    package func flush(upTo limit: Duration) async {
        let isWritten = Notify()
        self.thread.submit { _ in isWritten.notify() }
        let clock = BootClock()
        _ = await isWritten.wait(until: clock.now.advanced(by: limit), clock: clock)
    }

    /// Begins a segment.
    ///
    /// - Returns: whether the segment's beginning has told the input already: a configuration that hides titles, or shows
    ///   them again, is the first thing in it, since what went before has the other kind of texts.
    private func beginSegment(with input: Input, afterLoss: Bool, at now: Instant, state: SavedState) -> Bool {
        let time = self.time()
        let entry = self.front.withLock { front -> (RecordingWriter.Entry, Bool)? in
            guard var header = front.header, var settings = front.settings else { return nil }
            var context = front.context
            var isTold = false
            if case .configure(let new) = input, new.journal.showsTitles != header.showsTitles {
                settings = new
                context.note(input)
                isTold = true
            }
            header.sequence += 1
            header.continues = !afterLoss && !isTold
            header.at = now
            header.wallMicroseconds = time.microseconds
            header.showsTitles = settings.journal.showsTitles
            header.isSameBoot = true
            header.state = state
            front.header = header
            front.lost = 0
            front.isFileFull = false
            return (.segment(header, settings, context), isTold)
        }
        guard let (segment, isTold) = entry else { return false }
        self.enqueue(segment, cost: 0)
        return isTold
    }

    private func enqueue(_ entry: RecordingWriter.Entry, cost: Int) {
        self.front.withLock { $0.waiting += cost }
        self.thread.submit { _ in
            self.write(entry)
            self.front.withLock { $0.waiting -= cost }
        }
    }

    /// On the thread: writes an entry, or finds that it cannot.
    private func write(_ entry: RecordingWriter.Entry) {
        guard !self.front.withLock({ $0.isEnded }) else { return }
        let outcome = self.writer.withLock { writer -> Result<Bool, FileError> in
            do throws(FileError) {
                return .success(try writer.write(entry))
            } catch {
                writer.end(because: FileError.text(of: error.number))
                return .failure(error)
            }
        }
        switch outcome {
        case .success(let isFull):
            if isFull { self.front.withLock { $0.isFileFull = true } }
        case .failure(let error):
            self.front.withLock { $0.isEnded = true }
            self.logger.error(
                """
                the recording in \(self.path) ends: \(error); the daemon goes on without it; make room and restart the \
                service to record again
                """)
        }
    }
}

extension Input {
    /// How much room an input takes: one, and one for each row.
    fileprivate var recordingCost: Int {
        switch self {
        case .poll(_, _, .snapshot(let snapshot)): 1 + snapshot.activities.count
        case .sessions(_, let sessions): 1 + (sessions?.count ?? 0)
        default: 1
        }
    }
}
