// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import FoundationEssentials
import PlexModel

/// The core under judgement: the one file that knows the core's package interface.
struct MonitorCore: Sendable {
    private var monitor = Monitor()
    /// When the machine was booted: the zero of the core's clock.
    private var bootedAt = Moment(.seconds(-1_000))

    /// One that knows nothing.
    init() {}

    /// One that goes on with what this one must not forget.
    func restarted(rebootedAt: Moment?) -> MonitorCore {
        self.restarted(rebootedAt: rebootedAt, remembering: self.monitor.savedState())
    }

    /// One that goes on with a saved state.
    func restarted(rebootedAt: Moment?, remembering state: SavedState) -> MonitorCore {
        var core = self
        core.monitor = Monitor(restoring: state, isSameBoot: rebootedAt == nil)
        core.bootedAt = rebootedAt ?? self.bootedAt
        return core
    }

    /// What it must not forget.
    var savedState: SavedState { self.monitor.savedState() }

    /// How many bytes that takes in its file.
    var savedSize: Int { (try? JSONEncoder().encode(self.monitor.savedState()).count) ?? .max }

    /// Takes a stimulus.
    mutating func take(_ stimulus: Stimulus, at now: Moment) -> Reaction {
        guard let input = self.input(stimulus) else { return Reaction() }
        return Self.reaction(self.monitor.handle(input, at: self.instant(now)))
    }

    /// When it wants to be woken.
    func nextDeadline() -> Moment? { self.monitor.nextDeadline().map(self.moment) }

    /// How often it wants an entry polled.
    func pollInterval(of entry: String) -> Milliseconds? {
        self.monitor.pollInterval(of: entry).map { Int($0.wholeMicroseconds / 1_000) }
    }

    /// Whether it needs to know who plays before the next poll of an entry.
    func needsSessions(of entry: String) -> Bool { self.monitor.needsSessions(of: entry) }
}

extension MonitorCore {
    private func instant(_ moment: Moment) -> Instant {
        Instant(nanoseconds: Int64(moment - self.bootedAt) * 1_000_000)
    }

    /// The moment of an instant, rounded up, so that what is due then is due.
    private func moment(_ instant: Instant) -> Moment {
        self.bootedAt + Int((instant.nanoseconds + 999_999) / 1_000_000)
    }

    private func input(_ stimulus: Stimulus) -> Input? {
        switch stimulus {
        case .configure(let setup): return .configure(setup.monitorSettings)
        case .identity(let entry, let machine):
            return .identity(server: entry, ServerIdentity(machineIdentifier: machine, version: "1.43.3"))
        case .sections(let entry, let sections): return .sections(server: entry, sections)
        case .sessions(let entry, let sessions): return .sessions(server: entry, sessions)
        case .player(let entry, let receivedAt, let news):
            return .playback(server: entry, receivedAt: self.instant(receivedAt), news)
        case .wallClock(let second): return .localTime(LocalTime(weekday: .monday, secondOfDay: second))
        case .poll(let entry, let sentAt, .list(let list), _):
            return .poll(server: entry, sentAt: self.instant(sentAt), .snapshot(list))
        case .poll(let entry, let sentAt, .failure(let isRefused), _):
            return .poll(server: entry, sentAt: self.instant(sentAt), .failure(Self.failure(isRefused)))
        case .news(let entry, let receivedAt, let news, _):
            return .notification(server: entry, receivedAt: self.instant(receivedAt), news)
        case .stream(let entry, let state): return .stream(server: entry, Self.state(state))
        case .fate(let asked, let fate): return .requestFinished(id: asked.id, Self.outcome(fate))
        case .token(let entry): return .tokenChanged(server: entry)
        case .pause(let isPaused): return .pause(isPaused)
        case .wake: return .wake
        case .crash: return nil
        }
    }

    /// The harness's names of the fields that it reads.
    private static let fields = Dictionary(
        uniqueKeysWithValues: EventFieldName.allCases.map { ($0, Field(rawValue: $0.rawValue) ?? .other) })

    private static func failure(_ isRefused: Bool) -> PollFailure {
        isRefused
            ? PollFailure(kind: .unauthorized, status: 401, explanation: "401 Unauthorized")
            : PollFailure(kind: .unreachable, explanation: "connection refused")
    }

    private static func state(_ news: StreamNews) -> StreamState {
        switch news {
        case .open: .open
        case .closed: .closed(Self.failure(false))
        case .unclear: .unclear
        case .unwanted: .unwanted
        }
    }

    private static func outcome(_ fate: Fate) -> RequestOutcome {
        switch fate {
        case .answered(let status): .answered(status: status)
        case .unanswered: .noAnswer
        case .notSent: .notSent(reason: "the state could not be made safe on disk")
        }
    }

    private static func reaction(_ output: Output) -> Reaction {
        var reaction = Reaction()
        reaction.tellings = output.events.map { event in
            Telling(
                kind: event.kind.rawValue, message: event.message,
                fields: event.fields.map { (Self.fields[$0.name] ?? .other, $0.value) })
        }
        for action in output.actions {
            switch action {
            case .poll(let server): reaction.polls.append(server)
            case .send(let request):
                reaction.requests.append(
                    Asked(
                        id: request.id, entry: request.server, machine: request.machineIdentifier,
                        target: Target(request.remedy)))
            }
        }
        reaction.mustBeSaved = output.mustBeSaved
        return reaction
    }
}

extension Target {
    fileprivate init(_ remedy: Remedy) {
        switch remedy {
        case .cancelActivity(let id): self = .activity(id)
        case .stopSectionRefresh(let section): self = .section(section.rawValue)
        case .stopButlerTask(let task): self = .task(task.rawValue)
        }
    }
}
