// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// The inputs from servers that the view has not handled yet.
///
/// Above a limit, inputs that a later input replaces are dropped: the view then misses past changes, but not the
/// present state.
struct WatchBacklog {
    /// The number of inputs above which replaced ones are dropped.
    static let limit = 1_024

    /// The inputs, oldest first.
    private(set) var inputs: [Input] = []
    /// The number at which the next compaction runs.
    private var threshold = Self.limit

    /// The subject of an input: a later input with the same subject replaces an earlier one.
    private enum Subject: Hashable {
        case identity(String)
        case sections(String)
        case sessions(String)
        case maintenance(String)
        case answer(String)
        case failure(String)
        case activity(String, ActivityID)
        case stream(String)
    }

    /// Adds an input.
    mutating func add(_ input: Input) {
        self.inputs.append(input)
        guard self.inputs.count > self.threshold else { return }
        self.compact()
        // Doubled, so that a compaction that drops little is not repeated at every input.
        self.threshold = max(Self.limit, self.inputs.count * 2)
    }

    /// Removes and returns all inputs.
    mutating func take() -> [Input] {
        defer { self = WatchBacklog() }
        return self.inputs
    }

    private mutating func compact() {
        var kept: [Input] = []
        var subjects: Set<Subject> = []
        var answers: [String: Instant] = [:]
        for input in self.inputs.reversed() {
            // A list contains everything from notifications that arrived before its request.
            if case .notification(let server, let receivedAt, _) = input, let sentAt = answers[server],
                receivedAt < sentAt
            {
                continue
            }
            if case .poll(let server, let sentAt, .snapshot) = input { answers[server] = answers[server] ?? sentAt }
            if let subject = Self.subject(of: input), !subjects.insert(subject).inserted { continue }
            kept.append(input)
        }
        self.inputs = kept.reversed()
    }

    private static func subject(of input: Input) -> Subject? {
        switch input {
        case .identity(let server, _): .identity(server)
        case .sections(let server, _): .sections(server)
        case .sessions(let server, _): .sessions(server)
        case .maintenance(let server, _): .maintenance(server)
        case .poll(let server, _, .snapshot): .answer(server)
        case .poll(let server, _, _): .failure(server)
        case .notification(let server, _, let news): .activity(server, news.id)
        case .stream(let server, _): .stream(server)
        case .configure, .localTime, .playback, .requestFinished, .administrator, .manualRequest,
            .tokenChanged, .pause, .wake:
            nil
        }
    }
}
