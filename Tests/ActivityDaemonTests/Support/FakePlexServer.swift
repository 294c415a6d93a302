// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import Synchronization

@testable import ActivityDaemon
@testable import PlexClient

/// A server that answers as a test says and keeps what it was asked.
final class FakePlexServer: PlexServer {
    enum Call: Hashable, Sendable {
        case identity
        case sections
        case maintenance
        case activities(knowsBody: Bool)
        case sessions
        case isAdministrator
        case follow(NotificationTransport)
        case send(Remedy)
        case replaceToken(PlexToken)
        case shutdown
    }

    /// What the server answers; a test may change it at any time.
    struct Answers: Sendable {
        var identity: Result<ServerIdentity, PlexClientError> = .success(ServerIdentity(machineIdentifier: "m1"))
        var sections: Result<[LibrarySection], PlexClientError> = .success([])
        var maintenance: Result<MaintenanceHours?, PlexClientError> = .success(nil)
        var activities: Result<ActivitySnapshot, PlexClientError> = .success(ActivitySnapshot(activities: []))
        var sessions: Result<[PlaybackSession], PlexClientError> = .success([])
        var isAdministrator: Result<Bool, PlexClientError> = .success(true)
        var send: Result<Int, PlexClientError> = .success(200)
        /// Whether a stream can be opened.
        var follow: Result<Void, PlexClientError> = .failure(.test(.notFound(excerpt: "")))
        /// How long a stream asks to wait before the next one.
        var reconnectionDelay: Duration?
        /// The paths that do not answer before ``FakePlexServer/release()`` or a cancellation.
        var hangs = false
    }

    private struct State {
        var answers = Answers()
        var calls: [Call] = []
        var lastBody: ActivitySnapshot?
        var feed: AsyncStream<Message>.Continuation?
    }

    /// What a stream brings.
    private enum Message: Sendable {
        case notification(PlexNotification)
        case end(PlexClientError)
    }

    private let state = Mutex(State())
    private let gate = Notify()
    let stream: AsyncStream<Call>
    private let continuation: AsyncStream<Call>.Continuation

    init(_ change: (inout Answers) -> Void = { _ in }) {
        (self.stream, self.continuation) = AsyncStream.makeStream()
        self.change(change)
    }

    var calls: [Call] { self.state.withLock { $0.calls } }

    func change(_ change: (inout Answers) -> Void) {
        self.state.withLock { change(&$0.answers) }
    }

    /// Lets the request that hangs have its answer.
    func release() {
        self.change { $0.hangs = false }
        self.gate.notify()
    }

    private func note(_ call: Call) {
        self.state.withLock { $0.calls.append(call) }
        self.continuation.yield(call)
    }

    private var answers: Answers { self.state.withLock { $0.answers } }

    func identity() async throws(PlexClientError) -> ServerIdentity {
        self.note(.identity)
        return try self.answers.identity.get()
    }

    func maintenanceHours() async throws(PlexClientError) -> MaintenanceHours? {
        self.note(.maintenance)
        return try self.answers.maintenance.get()
    }

    func sections() async throws(PlexClientError) -> [LibrarySection] {
        self.note(.sections)
        return try self.answers.sections.get()
    }

    func activities(unlessBody body: ActivitiesBody?) async throws(PlexClientError) -> ActivitiesContent {
        self.note(.activities(knowsBody: body != nil))
        if self.answers.hangs { _ = await self.gate.wait(until: nil, clock: BootClock()) }
        if Task.isCancelled { throw .test(.cancelled) }
        let snapshot = try self.answers.activities.get()
        let isSame = self.state.withLock { state in
            defer { state.lastBody = snapshot }
            return state.lastBody == snapshot
        }
        return isSame && body != nil ? .unchanged : .changed(snapshot, body: ActivitiesBody(bytes: [1]))
    }

    func sessions() async throws(PlexClientError) -> [PlaybackSession] {
        self.note(.sessions)
        return try self.answers.sessions.get()
    }

    func isAdministrator() async throws(PlexClientError) -> Bool {
        self.note(.isAdministrator)
        return try self.answers.isAdministrator.get()
    }

    /// Lets the stream that is open bring this.
    func tell(_ notifications: PlexNotification...) {
        let feed = self.state.withLock { $0.feed }
        for notification in notifications { feed?.yield(.notification(notification)) }
    }

    /// Ends the stream that is open.
    func endStream(_ error: PlexClientError) {
        self.state.withLock { $0.feed }?.yield(.end(error))
    }

    func follow(
        _ transport: NotificationTransport, _ listener: some NotificationListener
    ) async throws(PlexClientError) {
        let (messages, feed) = AsyncStream.makeStream(of: Message.self)
        self.state.withLock { $0.feed = feed }
        self.note(.follow(transport))
        try self.answers.follow.get()
        await listener.opened()
        defer { self.answers.reconnectionDelay.map(listener.wasAsked(toWait:)) }
        for await message in messages {
            switch message {
            case .notification(let notification): await listener.received(notification)
            case .end(let error): throw error
            }
        }
        throw .test(.cancelled)
    }

    func send(_ remedy: Remedy) async throws(PlexClientError) -> Int {
        self.note(.send(remedy))
        return try self.answers.send.get()
    }

    func replaceToken(_ token: PlexToken) { self.note(.replaceToken(token)) }

    func shutdown() async { self.note(.shutdown) }
}

extension PlexClientError {
    /// An error of some request.
    static func test(_ reason: Reason) -> PlexClientError {
        PlexClientError(method: "GET", path: "/activities", reason: reason)
    }
}

extension ActivitySnapshot {
    /// One scan of a section.
    static func scan(_ uuid: String = "a", section: String? = nil, progress: Double = 1) -> ActivitySnapshot {
        let context: JSONValue? = section.map { .object([.init("librarySectionID", .string($0))]) }
        return ActivitySnapshot(activities: [
            Activity(
                id: ActivityID(uuid), type: .libraryUpdateSection, title: "Scanning", progress: .percent(progress),
                isCancellable: false, context: context)
        ])
    }
}

/// Tokens that a test changes.
final class FakeTokenSource: TokenSource {
    private let stored = Mutex(PlexToken.none)

    init(_ text: String = "old") {
        self.set(text)
    }

    func set(_ text: String) {
        self.stored.withLock { $0 = (try? PlexToken(text)) ?? .none }
    }

    var current: PlexToken { self.stored.withLock { $0 } }

    func token(for server: ServerConfiguration) -> TokenReading { TokenReading(token: self.current) }
}

/// Always the same number: the top of any range, or its bottom.
struct FixedGenerator: RandomNumberGenerator, Sendable {
    var value: UInt64 = .max

    mutating func next() -> UInt64 { self.value }
}
