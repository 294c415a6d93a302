// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import FoundationEssentials
import PlexModel

/// Turns what a monitor is told into lines of JSON.
package struct RecordingEncoder {
    /// What stands for titles; nil where they are shown.
    private var concealment: Concealment?
    /// The last snapshot of each server as it was recorded: what is unchanged is not written again.
    private var snapshots: [String: ActivitySnapshot] = [:]
    /// The last titles of each server's activities, kept where they are concealed.
    private var titles: [String: [ActivityID: String]] = [:]

    /// An encoder that has written nothing.
    package init() {}

    /// The lines with which a segment begins.
    ///
    /// - Parameters:
    ///   - header: Where it begins. Titles are taken out of its state where it says so.
    ///   - settings: What is in force, or will be with the first input.
    ///   - context: What else the monitor has been told in this run.
    package mutating func begin(
        _ header: RecordingHeader, under settings: MonitorSettings, context: RecordingContext
    ) -> [String] {
        self.snapshots = [:]
        self.concealment = header.showsTitles ? nil : Concealment(settings)
        var header = header
        header.state = header.state.map { state in
            self.concealment?.conceal(state, under: settings) ?? state.rehashed(with: TextHash.Key(0, 0))
        }
        return [header.value.text]
            + context.inputs.map { self.line(of: $0, at: header.at, isRepeated: true) }
    }

    /// The line of an input at an instant.
    package mutating func line(of input: Input, at instant: Instant) -> String {
        self.line(of: input, at: instant, isRepeated: false)
    }

    /// The line that stands where so many inputs are missing.
    package static func line(ofLost count: Int) -> String {
        JSONValue.object([.init("lost", .integer(count))]).text
    }

    /// The line with which a recording ends before its daemon does.
    package static func line(ofEnd reason: String) -> String {
        JSONValue.object([.init("end", .string(reason))]).text
    }

    private mutating func line(of input: Input, at instant: Instant, isRepeated: Bool) -> String {
        var object = ObjectBuilder()
        object.add("at", Int(instant.nanoseconds))
        if isRepeated { object.add("again", true) }
        switch input {
        case .configure(let settings):
            if self.concealment != nil { self.concealment = Concealment(settings) }
            // The same titles may have other marks from now on.
            self.snapshots = [:]
            object.add("configure", (self.concealment?.conceal(settings) ?? settings).value)
        case .poll(let server, let sentAt, let result):
            object.add("poll", server)
            object.add("sent", Int(sentAt.nanoseconds))
            switch result {
            case .failure(let failure): object.add("failure", failure.value)
            case .snapshot(let snapshot): self.add(snapshot, of: server, to: &object)
            }
        case .playback(let server, let receivedAt, let notification):
            object.add("playback", server)
            object.add("received", Int(receivedAt.nanoseconds))
            object.add("session", notification.key)
            object.add("state", notification.state.rawValue)
        case .notification(let server, let receivedAt, let notification):
            object.add("notification", server)
            object.add("received", Int(receivedAt.nanoseconds))
            object.add("uuid", notification.id.rawValue)
            object.add("change", notification.change.rawValue)
            object.add("row", notification.activity.map { self.concealed($0, heardOf: server).value })
        default:
            input.addPlain(to: &object)
        }
        return object.value.text
    }

    private func concealed(_ activity: Activity) -> Activity {
        self.concealment?.conceal(activity) ?? activity
    }

    /// The row of a notification as it may be written. One that leaves the title unsaid means the last one; a hash cannot
    /// leave it unsaid, so it is said.
    private mutating func concealed(_ activity: Activity, heardOf server: String) -> Activity {
        guard self.concealment != nil else { return activity }
        var activity = activity
        if activity.title.isEmpty { activity.title = self.titles[server]?[activity.id] ?? "" }
        self.titles[server, default: [:]][activity.id] = activity.title
        return self.concealed(activity)
    }

    /// Adds what a poll showed: the number of a row in the snapshot before stands for one that is unchanged.
    private mutating func add(_ snapshot: ActivitySnapshot, of server: String, to object: inout ObjectBuilder) {
        let before = self.snapshots.updateValue(snapshot, forKey: server)
        if self.concealment != nil {
            self.titles[server] = Dictionary(snapshot.activities.map { ($0.id, $0.title) }) { first, _ in first }
        }
        guard before != snapshot else { return object.add("same", true) }
        var positions: [ActivityID: Int] = [:]
        for (index, activity) in (before?.activities ?? []).enumerated() { positions[activity.id] = index }
        let rows = snapshot.activities.map { activity -> JSONValue in
            guard let index = positions[activity.id], before?.activities[index] == activity else {
                return self.concealed(activity).value
            }
            return .integer(index)
        }
        object.add("rows", JSONValue.array(rows))
        object.add("contradictory", unlessEmpty: snapshot.contradictory.map(\.rawValue))
        object.add("skipped", unlessZero: snapshot.skippedRows)
        object.add("duplicates", unlessZero: snapshot.duplicateRows)
        object.add("size", snapshot.declaredSize)
        object.add("count", snapshot.rowCount)
    }
}

extension RecordingHeader {
    /// The header's line.
    fileprivate var value: JSONValue {
        var object = ObjectBuilder()
        object.add("recording", Self.currentFormat)
        object.add("program", self.program)
        object.add("boot", self.bootID)
        object.add("run", self.run)
        object.add("sequence", self.sequence)
        object.add("continues", self.continues)
        object.add("at", Int(self.at.nanoseconds))
        object.add("wall", Int(self.wallMicroseconds))
        object.add("titles", self.showsTitles)
        object.add("same-boot", self.isSameBoot)
        object.add("state", self.state.flatMap(Self.value(of:)))
        return object.value
    }

    /// The state as `state.json` has it.
    private static func value(of state: SavedState) -> JSONValue? {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(state) else { return nil }
        return try? JSONLine.value(of: Array(data)[...])
    }
}
