// SPDX-License-Identifier: Apache-2.0

/// The delivery of an answer to the client.
enum Delivery: Hashable, Sendable {
    /// The whole answer, now.
    case whole(Answer)
    /// The whole answer, at this time of the server.
    case late(Answer, at: Duration)
    /// Byte by byte; the first byte comes an interval after this time.
    case drip(Answer, from: Duration, every: Duration)
    /// The head, which announces the whole body, and then only this many bytes of it.
    case truncated(Answer, bytes: Int)
    /// A body of this many MiB without an announced length.
    case oversized(mebibytes: Int)
    /// No answer; the connection stays open.
    case never
    /// No answer; the connection is reset.
    case reset
}

extension Fault.Kind {
    /// The delivery of an answer under this fault.
    ///
    /// - Parameter time: the arrival of the request.
    func harm(_ answer: Answer, at time: Duration) -> Delivery {
        switch self {
        case .status(let status, let retryAfter):
            var page = Answer.page(status: status)
            if let retryAfter { page.headers.append(.init(name: "Retry-After", value: String(retryAfter))) }
            return .whole(page)
        case .delay(let delay): return .late(answer, at: time + delay)
        case .hang: return .never
        case .drip(let interval): return .drip(answer, from: time, every: interval)
        case .truncate(let bytes):
            return .truncated(answer, bytes: min(bytes ?? answer.body.count / 2, answer.body.count))
        case .oversized(let mebibytes): return .oversized(mebibytes: mebibytes)
        case .notJSON: return .whole(Answer.page(status: 200, title: "Plex Media Server is starting"))
        case .reset: return .reset
        case .redirect(let status, let location):
            var page = Answer.page(status: status)
            page.headers.append(.init(name: "Location", value: location))
            return .whole(page)
        case .wrongTypes: return .whole(WrongTypes.answer(for: answer))
        case .raw(let body, let contentType):
            return .whole(Answer(status: 200, contentType: contentType, body: Array(body.utf8)))
        case .stream: return .whole(answer)
        }
    }

    /// Whether the fault keeps the request from the server, so that it changes nothing there. Under the other faults,
    /// the server carries out the request, and only its answer is damaged.
    var keepsRequestFromServer: Bool {
        switch self {
        case .status, .notJSON, .redirect, .raw, .oversized: true
        case .delay, .hang, .drip, .truncate, .reset, .wrongTypes, .stream: false
        }
    }

    /// The name of the fault in a scenario file and in the log.
    package var name: String {
        switch self {
        case .status: "status"
        case .delay: "delay"
        case .hang: "hang"
        case .drip: "drip"
        case .truncate: "truncate"
        case .oversized: "oversized"
        case .notJSON: "not-json"
        case .reset: "reset"
        case .redirect: "redirect"
        case .wrongTypes: "wrong-types"
        case .raw: "raw"
        case .stream(let fault): fault.name
        }
    }
}
