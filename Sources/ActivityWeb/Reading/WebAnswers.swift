// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import ActivityPage
import FoundationEssentials
import PlexModel
import ServiceFiles
import ServiceJournal
import Systemd

/// Makes the answers. It reads files, so it runs on threads that may wait.
struct WebAnswers: Sendable {
    /// The most events of one answer.
    static let eventLimit = 1_000
    private let store: WebStore
    private let journal: JournalPlace
    private let reports: ReportCache

    /// Answers from a store and a journal.
    init(store: WebStore, journal: JournalPlace) {
        self.store = store
        self.journal = journal
        self.reports = ReportCache(journal)
    }

    /// Whether an answer reads the journal from far back, and so takes long.
    static func isSlow(_ request: WebRequest) -> Bool {
        switch request.place {
        case .events, .eventList, .report: true
        default: false
        }
    }

    /// The answer to a request.
    func answer(_ request: WebRequest) -> WebAnswer {
        switch request.place {
        case .now: self.page { StatusPage($0.status.page, day: $0.day, clock: .local).bytes() }
        case .server(let name):
            self.page { StatusPage($0.status.page, day: $0.day, clock: .local).bytes(server: name) }
        case .rules: self.page { RulesPage($0.status.page, history: $0.day, clock: .local).bytes() }
        case .style: WebAnswer(kind: .style, bytes: StyleSheet.web)
        case .script: WebAnswer(kind: .script, bytes: LiveScript.bytes)
        case .status: self.statusText()
        case .activities: Self.json(self.store.read().status.activities)
        case .metrics:
            WebAnswer(
                kind: .metrics, bytes: Array(MetricFormat.openMetrics.text(self.store.read().status.metrics).utf8))
        case .health: self.health()
        case .events: self.events(request, self.eventsPage)
        case .eventList: self.events(request, Self.eventList)
        case .report: self.report()
        // It is no answer but a stream; HEAD asks for its head alone.
        case .live: WebAnswer(kind: .text, bytes: [])
        }
    }

    // MARK: - From the status

    private func page(_ make: (WebStore.Snapshot) -> [UInt8]?) -> WebAnswer {
        guard let bytes = make(self.store.read()) else { return .refusal(.missing) }
        return WebAnswer(kind: .page, bytes: bytes)
    }

    private func statusText() -> WebAnswer {
        let status = self.store.read().status
        if let json = status.json { return WebAnswer(kind: .json, bytes: json) }
        guard case .down(let sentence) = status.page.health else { return .message(503, "No Status") }
        return Self.json(["error": sentence], status: 503)
    }

    /// 200 while the service runs, 503 otherwise; with one sentence.
    private func health() -> WebAnswer {
        switch self.store.read().status.page.health {
        case .running: WebAnswer(kind: .text, bytes: Array("ok\n".utf8))
        case .down(let sentence): WebAnswer(status: 503, kind: .text, bytes: Array((sentence + "\n").utf8))
        }
    }

    private static func json(_ value: some Encodable, status: Int = 200) -> WebAnswer {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let bytes = (try? encoder.encode(value)).map(Array.init) ?? Array("null".utf8)
        return WebAnswer(status: status, kind: .json, bytes: bytes + [UInt8(ascii: "\n")])
    }

    // MARK: - From the journal

    /// The last events of the filters of a request, oldest first.
    private func events(_ request: WebRequest, _ make: ([JournalEvent], WebRequest) -> WebAnswer) -> WebAnswer {
        let filters = request.filters.filter { !$0.value.isEmpty }
        if let kind = filters["event"], EventKind(rawValue: kind) == nil { return .refusal(.target) }
        let count = filters["limit"].flatMap { Int($0) } ?? 200
        guard (1...Self.eventLimit).contains(count), filters["after"].map(Self.isCursor) ?? true else {
            return .refusal(.target)
        }
        do throws(JournalReaderError) {
            let journal = try EventJournal(
                self.journal.source, unit: self.journal.unit,
                selection: EventSelection(
                    events: filters["event"].map { [$0] } ?? [], rules: filters["rule"].map { [$0] } ?? [],
                    servers: filters["server"].map { [$0] } ?? []))
            if let cursor = filters["after"] {
                try journal.begin(at: .after(cursor: cursor))
            } else {
                try journal.begin(at: .last(count))
            }
            var events: [JournalEvent] = []
            while events.count < count, let event = try journal.next() { events.append(event) }
            return make(events, request)
        } catch {
            if case .invalidCursor = error { return .refusal(.target) }
            return .message(503, "No Journal", error.description)
        }
    }

    /// Whether a text may be a cursor of libsystemd.
    private static func isCursor(_ text: String) -> Bool {
        text.contains("=") && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    private func eventsPage(_ events: [JournalEvent], _ request: WebRequest) -> WebAnswer {
        let rows = events.reversed().map { event in
            EventsPage.Row(
                at: event.microseconds, priority: event.priority, kind: event[.event] ?? "",
                server: event[.server] ?? "", message: event["MESSAGE"] ?? "")
        }
        let page = EventsPage(
            rows, chosen: request.filters["event"], server: request.filters["server"], clock: .local)
        return WebAnswer(kind: .page, bytes: page.bytes())
    }

    private static func eventList(_ events: [JournalEvent], _ request: WebRequest) -> WebAnswer {
        let text = "[" + events.map(\.json.text).joined(separator: ",\n") + "]\n"
        return WebAnswer(kind: .json, bytes: Array(text.utf8))
    }

    private func report() -> WebAnswer {
        do throws(JournalReaderError) {
            return WebAnswer(kind: .report, bytes: try self.reports.bytes(now: WallTime.now.microseconds))
        } catch {
            return .message(503, "No Journal", error.description)
        }
    }
}
