// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import PlexModel

/// Turns the lines of a recording back into the monitor's inputs.
package struct RecordingDecoder {
    /// The segment that is being read.
    private var header: RecordingHeader?
    /// The last snapshot of each server; numbers of rows refer to it.
    private var snapshots: [String: ActivitySnapshot] = [:]

    /// A decoder at the beginning of a recording.
    package init() {}

    /// The content of a line; nil for an empty line.
    ///
    /// - Throws: ``RecordingProblem`` where the line is none of a recording, or of another version of the format.
    package mutating func item(_ line: ArraySlice<UInt8>) throws(RecordingProblem) -> RecordingItem? {
        guard !line.isEmpty else { return nil }
        let members = try JSONMembers(JSONLine.value(of: line))
        switch members.name(at: 0) {
        case "at": return try self.input(members)
        case "recording": return .segment(try self.begin(members))
        case "lost": return .lost(try members.integer("lost"))
        case "end": return .end(reason: try members.string("end"))
        default: throw RecordingProblem("it is not a line of a recording")
        }
    }

    private mutating func begin(_ members: JSONMembers) throws(RecordingProblem) -> RecordingHeader {
        let format = try members.integer("recording")
        guard format == RecordingHeader.currentFormat else {
            throw RecordingProblem(
                "the recording has format \(format), and this program reads \(RecordingHeader.currentFormat): use the "
                    + "version of plex-activityctl that came with the daemon that recorded")
        }
        let header = RecordingHeader(
            program: try members.string("program"),
            bootID: try members.string("boot"),
            run: try members.string("run"),
            sequence: try members.integer("sequence"),
            continues: try members.flag("continues"),
            at: try members.instant("at"),
            wallMicroseconds: Int64(try members.integer("wall")),
            showsTitles: try members.flag("titles"),
            isSameBoot: try members.flag("same-boot"),
            state: try Self.state(members["state"])
        )
        self.header = header
        self.snapshots = [:]
        return header
    }

    private static func state(_ value: JSONValue?) throws(RecordingProblem) -> SavedState? {
        guard let value else { return nil }
        do {
            return try JSONDecoder().decode(SavedState.self, from: Data(value.text.utf8))
        } catch {
            throw RecordingProblem("the state with which the segment begins cannot be read")
        }
    }

    private mutating func input(_ members: JSONMembers) throws(RecordingProblem) -> RecordingItem {
        guard let header = self.header else { throw RecordingProblem("the recording does not begin with a header") }
        let instant = try members.instant("at")
        let isRepeated = members.name(at: 1) == "again"
        let input: Input
        switch members.name(at: isRepeated ? 2 : 1) {
        case "configure":
            self.snapshots = [:]
            input = .configure(
                try MonitorSettings(
                    members.object("configure"), key: header.showsTitles ? TextHash.Key(0, 0) : .recorded))
        case "poll": input = try self.poll(members)
        default: input = try Input(plain: members, named: members.name(at: isRepeated ? 2 : 1) ?? "")
        }
        return .input(input, at: instant, isRepeated: isRepeated)
    }

    private mutating func poll(_ members: JSONMembers) throws(RecordingProblem) -> Input {
        let server = try members.string("poll")
        let sentAt = try members.instant("sent")
        if members["failure"] != nil {
            return .poll(server: server, sentAt: sentAt, .failure(try PollFailure(members.object("failure"))))
        }
        let before = self.snapshots[server]
        if try members.flag("same") {
            guard let before else { throw RecordingProblem("the poll repeats an earlier poll that is missing") }
            return .poll(server: server, sentAt: sentAt, .snapshot(before))
        }
        var activities: [Activity] = []
        for row in try members.list("rows") {
            guard case .integer(let index) = row else {
                activities.append(try Activity(row))
                continue
            }
            guard let before, before.activities.indices.contains(index) else {
                throw RecordingProblem("there is no row \(index) in the poll before")
            }
            activities.append(before.activities[index])
        }
        let snapshot = ActivitySnapshot(
            activities: activities,
            contradictory: try members.strings("contradictory").map { ActivityID($0) },
            skippedRows: try members.integerIfPresent("skipped") ?? 0,
            duplicateRows: try members.integerIfPresent("duplicates") ?? 0,
            declaredSize: try members.integerIfPresent("size"),
            rowCount: try members.integer("count"))
        self.snapshots[server] = snapshot
        return .poll(server: server, sentAt: sentAt, .snapshot(snapshot))
    }
}

extension JSONMembers {
    /// An instant that must be there.
    func instant(_ name: String) throws(RecordingProblem) -> Instant {
        Instant(nanoseconds: Int64(try self.integer(name)))
    }

    /// A duration that must be there.
    func duration(_ name: String) throws(RecordingProblem) -> Duration {
        .nanoseconds(Int64(try self.integer(name)))
    }
}
