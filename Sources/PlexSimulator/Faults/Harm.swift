// SPDX-License-Identifier: Apache-2.0

/// How an answer reaches the client, or does not.
enum Delivery: Hashable, Sendable {
    /// As a whole.
    case whole(Answer)
    /// As a whole, at this time of the server.
    case late(Answer, at: Duration)
    /// Byte by byte, the first one an interval after this time, and so on.
    case drip(Answer, from: Duration, every: Duration)
    /// Only so many bytes of its body, after a head that announces all of them.
    case truncated(Answer, bytes: Int)
    /// A body of so many MiB without an announced length.
    case oversized(mebibytes: Int)
    /// Not at all: the connection stays open.
    case never
    /// Not at all: the connection is reset.
    case reset
}

extension Fault.Kind {
    /// What becomes of an answer under this fault.
    ///
    /// - Parameter time: When the request arrived.
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

    /// Whether the request never reaches the server, so that it changes nothing there; under the other faults the server
    /// does what it was told and only its answer suffers.
    var keepsRequestFromServer: Bool {
        switch self {
        case .status, .notJSON, .redirect, .raw, .oversized: true
        case .delay, .hang, .drip, .truncate, .reset, .wrongTypes, .stream: false
        }
    }

    /// The fault's name in a scenario file and in the log.
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
