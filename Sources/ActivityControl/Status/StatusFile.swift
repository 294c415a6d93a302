// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
private import Glibc

/// The content of `status.json`, as the service writes it: docs/state-files.md.
struct StatusFile: Codable, Hashable, Sendable {
    /// The layout that this version reads.
    static let currentVersion = 1
    /// The service writes it every 10 s at least: one that is older than this tells of no running service.
    static let patience = Duration.seconds(30)

    /// The layout it was written in.
    var version: Int
    /// The version of the service.
    var programVersion: String
    /// The service's process.
    var pid: Int32
    /// When it was written.
    var writtenAt: String
    /// When the service started.
    var startedAt: String
    /// Why the configuration that was offered last is not in force; nil where it is.
    var rejectedConfiguration: String?
    /// The end of the pause as RFC 3339 has it, empty for until it is lifted; nil where there is none.
    var pause: String?
    /// How the polls of each server go.
    var polls: [Poll]
    /// What the monitor knows.
    var monitor: StatusReport
    /// How many events there were since the service started.
    var counters: EventCounters?

    /// How the polls of one server go.
    struct Poll: Codable, Hashable, Sendable {
        /// The configured name.
        var server: String
        /// When the last poll was answered or failed; nil before the first.
        var lastPoll: String?
        /// When the last good answer came; nil before the first.
        var lastAnswer: String?
        /// Why the last poll failed; nil when it did not.
        var lastError: String?
        /// The time between two polls at present.
        var intervalMicroseconds: Int64
    }
}

extension StatusFile {
    /// Why there is no status of a running service.
    enum Failure: Error, Hashable {
        /// The service does not run, or does not write.
        case notRunning(String)
        /// The file may not be read.
        case forbidden(String)
        /// The file is there and cannot be understood.
        case unreadable(String)
    }

    /// Where the service keeps it unless told otherwise.
    static let directory = "/run/plex-activityd"

    /// The status of the service that runs with this runtime directory.
    ///
    /// - Throws: ``Failure``, also for a file that a service has left behind which does not run any more.
    static func ofRunningService(in directory: String = Self.directory) throws(Failure) -> StatusFile {
        try Self.contentOfRunningService(in: directory).status
    }

    /// The same with the file's own text: it may have members that this program does not know.
    static func contentOfRunningService(
        in directory: String = Self.directory
    ) throws(Failure) -> (status: StatusFile, text: String) {
        let path = "\(directory)/status.json"
        let data = try Self.read(path)
        let status = try Self(data: data, path: path)
        guard Self.isRunning(status.pid) else {
            throw .notRunning(
                "plex-activityd does not run: its process \(status.pid) is gone since \(status.writtenAt.printable()); "
                    + "journalctl -u plex-activityd says why")
        }
        if let age = status.age(at: Date()), age > Self.patience {
            throw .notRunning(
                "plex-activityd has not written its status for \(age.words) (process \(status.pid)): "
                    + "journalctl -u plex-activityd says why")
        }
        return (status, String(decoding: data, as: UTF8.self))
    }

    /// Whether a process runs. One that has ended and that nobody has waited for yet does not: its state in proc_pid_stat(5)
    /// is Z or X.
    private static func isRunning(_ pid: Int32) -> Bool {
        guard kill(pid, 0) == 0 || errno == EPERM else { return false }
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/stat"),
            // The name before it may hold brackets and blanks.
            let bracket = data.lastIndex(of: UInt8(ascii: ")")),
            let state = data[bracket...].dropFirst(2).first
        else {
            return true
        }
        return state != UInt8(ascii: "Z") && state != UInt8(ascii: "X")
    }

    /// The content of a file, whoever wrote it and whenever.
    private static func read(_ path: String) throws(Failure) -> [UInt8] {
        guard unsafe access(path, R_OK) == 0 else {
            let number = errno
            if number == ENOENT || number == ENOTDIR {
                throw .notRunning("plex-activityd does not run: there is no \(path)")
            }
            throw .forbidden("\(path) may not be read: run as root")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw .notRunning("plex-activityd does not run: there is no \(path)")
        }
        return Array(data)
    }

    /// The status in these bytes.
    ///
    /// - Parameter path: where they came from, for the error.
    init(data: [UInt8], path: String) throws(Failure) {
        struct Layout: Decodable { var version: Int }
        let decoder = JSONDecoder()
        do {
            let layout = try decoder.decode(Layout.self, from: Data(data)).version
            guard layout == Self.currentVersion else {
                throw Failure.unreadable(
                    "\(path) has layout \(layout) and this program reads \(Self.currentVersion): "
                        + "use the plex-activityctl of the service's version")
            }
            self = try decoder.decode(Self.self, from: Data(data))
        } catch let failure as Failure {
            throw failure
        } catch {
            throw .unreadable("\(path) cannot be understood: use the plex-activityctl of the service's version")
        }
    }

    /// How long ago it was written; nil where the time cannot be read. Not negative: clocks are set.
    func age(at now: Date) -> Duration? {
        guard let date = try? Date(self.writtenAt, strategy: .iso8601) else { return nil }
        return .seconds(max(0, now.timeIntervalSince(date)))
    }
}

extension StatusFile.Failure: CustomStringConvertible {
    /// One sentence for the operator.
    var description: String {
        switch self {
        case .notRunning(let text), .forbidden(let text), .unreadable(let text): text
        }
    }
}
