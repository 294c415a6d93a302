// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// Tells whether polls and notifications gave one truth, by the world's own account.
struct InterleavingCheck {
    var histories = 0
    var inputs = 0
    var notifications = 0
    var finished = 0
    var lost = 0
    /// What did not hold, with the command that replays the history.
    var violations: [String] = []

    /// Plays the history of a seed, and checks it.
    mutating func add<Subject: MonitorUnderTest>(seed: UInt64, on _: Subject.Type) {
        let history = InterleavingHistory<Subject>.run(seed: seed)
        self.histories += 1
        self.inputs += history.inputs
        self.notifications += history.notifications
        self.finished += history.told.count { $0.event.kind == .finished }
        self.lost += history.told.count { $0.event.kind == .lost }
        let command = "PROPERTY_SEED=\(seed) PROPERTY_HISTORIES=1 swift test --filter InterleavingPropertyTests"
        self.violations += Self.faults(of: history).map { "\($0); to replay this history alone: \(command)" }
    }

    /// What does not hold in a history.
    static func faults<Subject>(of history: InterleavingHistory<Subject>) -> [String] {
        var faults = history.faults
        let byID = Dictionary(grouping: history.told) { $0.event[.activityUUID] ?? "" }
        for id in history.shown where byID[id.rawValue] == nil { faults.append("\(id) was shown and never told of") }
        for (id, told) in byID.sorted(by: { $0.key < $1.key }) {
            guard let life = history.world.lives.first(where: { $0.id.rawValue == id }) else {
                faults.append("\(id) has never been there")
                continue
            }
            let isThere = life.end >= history.world.length && !history.isCutOff(life)
            let kinds = told.map(\.event.kind).filter { [.started, .finished, .lost].contains($0) }
            let isOne = isThere ? kinds == [.started] : [[.started, .finished], [.started, .lost]].contains(kinds)
            if !isOne { faults.append("\(id) has \(kinds.map(\.rawValue)) and is \(isThere ? "there" : "gone")") }
            // Nobody saw how work ended with which the server ended, and the stream that ended with it has said so.
            if kinds.last == .finished, history.isCutOff(life), history.closures.contains(life.end) {
                faults.append("\(id) is finished, and the server restarted")
            }
            faults += told.compactMap { Self.fault(of: $0, life) }
        }
        return faults
    }

    /// What is wrong with the ages that an event names: no evidence is negative, or more than the time that passed.
    private static func fault<Subject>(of told: InterleavingHistory<Subject>.Told, _ life: ToldWorld.Life) -> String? {
        let passed = max(0, told.at - life.start) + InterleavingHistory<Subject>.longestAnswer
        let most = Int64(passed) * 1_000
        for name in [EventFieldName.ageMicroseconds, .stalledMicroseconds] {
            guard let value = told.event[name].flatMap({ Int64($0) }) else { return "\(told.event.line) has no age" }
            if value < 0 { return "\(name.rawValue) of \(life.id) is \(value)" }
            if value > most { return "\(name.rawValue) of \(life.id) is \(value) of at most \(most)" }
        }
        return nil
    }
}

extension InterleavingHistory {
    /// Whether a restart of the server ended it.
    func isCutOff(_ life: ToldWorld.Life) -> Bool {
        life.isCutOff && self.world.restarts.contains { life.start < $0.lowerBound && $0.lowerBound <= life.end }
    }
}

extension InterleavingCheck: CustomStringConvertible {
    var description: String {
        "\(self.histories) interleavings of \(self.inputs) inputs, \(self.notifications) notifications: "
            + "\(self.finished) finished, \(self.lost) lost, \(self.violations.count) violations"
    }
}
