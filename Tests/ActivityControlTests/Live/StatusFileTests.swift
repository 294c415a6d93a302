// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import Glibc
import PlexModel
import Testing

@testable import ActivityControl

/// The tool reads `status.json`, and rejects other files in its place.
@Suite struct StatusFileTests {
    private static func bytes(_ status: StatusFile) throws -> [UInt8] { Array(try JSONEncoder().encode(status)) }

    @Test func `The file keeps the monitor's judgements unchanged`() throws {
        let report = Samples.report(
            [Samples.scan("a"), Samples.scan("b", section: "3")],
            rules: [Samples.rule(.noProgressFor(.minutes(30)), .streamsAtLeast(1))])
        let status = Samples.status(report)
        let read = try StatusFile(data: try Self.bytes(status), path: "status.json")
        #expect(read == status)
        let rule = try #require(read.monitor.servers[0].activities[0].rules?.first)
        #expect(rule.conditions.map(\.truth.word) == ["false", "unknown"])
        #expect(rule.conditions == report.servers[0].activities[0].rules?.first?.conditions)
    }

    @Test(arguments: ["", "{", "[]", "{\"version\": 1}", "{\"version\": 2}"])
    func `What cannot be understood is no status`(text: String) {
        #expect {
            _ = try StatusFile(data: Array(text.utf8), path: "/run/x/status.json")
        } throws: { error in
            guard case .unreadable(let words) = error as? StatusFile.Failure else { return false }
            return words.contains("/run/x/status.json") && words.contains("use the plex-activityctl")
        }
    }

    @Test func `Without the file no service runs`() {
        #expect {
            _ = try StatusFile.ofRunningService(in: "/nowhere")
        } throws: { error in
            guard case .notRunning = error as? StatusFile.Failure else { return false }
            return true
        }
    }

    @Test(arguments: [(-45.0, "process"), (-3_600, "1 h")])
    func `An old file tells of no running service`(seconds: Double, words: String) throws {
        var status = Samples.status(Samples.report([]))
        status.writtenAt = Date(timeIntervalSinceNow: seconds).formatted(.iso8601)
        try Self.withFile(status) { directory in
            #expect {
                _ = try StatusFile.ofRunningService(in: directory)
            } throws: { error in
                guard case .notRunning(let text) = error as? StatusFile.Failure else { return false }
                return text.contains(words)
            }
        }
    }

    @Test func `A file of a process that is gone tells of no running service`() throws {
        // No process has the largest pid that there can be, PID_MAX_LIMIT of proc(5), and one.
        try Self.withFile(Samples.status(Samples.report([]), pid: 4_194_305)) { directory in
            #expect {
                _ = try StatusFile.ofRunningService(in: directory)
            } throws: { error in
                guard case .notRunning(let text) = error as? StatusFile.Failure else { return false }
                return text.contains("is gone")
            }
        }
    }

    @Test func `A file of a process that has ended and was not waited for tells of no running service`() throws {
        var pid = pid_t()
        var arguments: [UnsafeMutablePointer<CChar>?] = unsafe [nil]
        #expect(unsafe posix_spawn(&pid, "/bin/true", nil, nil, &arguments, nil) == 0)
        var information = unsafe siginfo_t()
        // The child stays a zombie until it is reaped.
        while unsafe waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        defer { waitpid(pid, nil, 0) }
        try Self.withFile(Samples.status(Samples.report([]), pid: pid)) { directory in
            #expect {
                _ = try StatusFile.ofRunningService(in: directory)
            } throws: { error in
                guard case .notRunning(let text) = error as? StatusFile.Failure else { return false }
                return text.contains("process \(pid) is gone")
            }
        }
    }

    @Test func `The file of a process that runs is its status`() throws {
        let status = Samples.status(Samples.report([Samples.scan("a")]))
        try Self.withFile(status) { directory in
            let read = try StatusFile.ofRunningService(in: directory)
            #expect(read == status)
        }
    }

    private static func withFile(_ status: StatusFile, _ body: (String) throws -> Void) throws {
        let directory = "/tmp/plex-activityctl-tests.\(UUID().uuidString)"
        let manager = FileManager.default
        try manager.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? manager.removeItem(atPath: directory) }
        #expect(manager.createFile(atPath: "\(directory)/status.json", contents: Data(try Self.bytes(status))))
        try body(directory)
    }
}
