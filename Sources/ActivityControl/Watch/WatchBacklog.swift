// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// What servers have said and nobody has looked at yet. Of more than a number, only what later words do not replace is
/// kept: whoever looks at last misses what went on meanwhile, and not what is so now.
struct WatchBacklog {
    /// How much is kept without looking what can go.
    static let limit = 1_024

    /// What was said, oldest first.
    private(set) var inputs: [Input] = []
    /// The number at which to look again.
    private var threshold = Self.limit

    /// What a later input of the same kind replaces.
    private enum Subject: Hashable {
        case identity(String)
        case sections(String)
        case sessions(String)
        case answer(String)
        case failure(String)
        case activity(String, ActivityID)
        case stream(String)
    }

    /// Takes what was said.
    mutating func add(_ input: Input) {
        self.inputs.append(input)
        guard self.inputs.count > self.threshold else { return }
        self.compact()
        // Where little could go, little will be able to go soon.
        self.threshold = max(Self.limit, self.inputs.count * 2)
    }

    /// Gives away all of it.
    mutating func take() -> [Input] {
        defer { self = WatchBacklog() }
        return self.inputs
    }

    private mutating func compact() {
        var kept: [Input] = []
        var subjects: Set<Subject> = []
        var answers: [String: Instant] = [:]
        for input in self.inputs.reversed() {
            // What was heard before a list was asked for is in the list.
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
        case .poll(let server, _, .snapshot): .answer(server)
        case .poll(let server, _, _): .failure(server)
        case .notification(let server, _, let news): .activity(server, news.id)
        case .stream(let server, _): .stream(server)
        case .configure, .localTime, .playback, .requestFinished, .tokenChanged, .pause, .wake: nil
        }
    }
}
