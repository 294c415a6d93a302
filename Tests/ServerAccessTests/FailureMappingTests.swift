// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Glibc
import PlexClient
import ServerAccess
import Testing

extension PlexClientError {
    /// An error of some request.
    static func test(_ reason: Reason) -> PlexClientError {
        PlexClientError(method: "GET", path: "/activities", reason: reason)
    }
}

@Suite("What a failed request means")
struct FailureMappingTests {
    @Test(
        "for a poll",
        arguments: [
            (PlexClientError.Reason.unauthorized(status: 401), PollFailure.Kind.unauthorized, 401),
            (.unauthorized(status: 498), .unauthorized, 498),
            (.forbidden(excerpt: ""), .status, 403),
            (.tooManyRequests(retryAfter: nil), .status, 429),
            (.http(status: 503, retryAfter: nil, excerpt: ""), .status, 503),
            (.redirected(status: 302, location: nil), .status, 302),
            (.notJSON(contentType: nil, detail: "", excerpt: ""), .unreadable, nil),
            (.unreadable(detail: ""), .unreadable, nil),
            (.tooLarge(limit: 1), .unreadable, nil),
            (.malformedStream(detail: ""), .unreadable, nil),
            (.timedOut(after: .seconds(1)), .timedOut, nil),
            (.silent(for: .seconds(1)), .timedOut, nil),
            (.streamEnded(code: nil, words: ""), .unreachable, nil),
            (.cancelled, .unreachable, nil),
            (.unreachable(cause: "", errno: 111), .unreachable, nil),
            (.connectionLost(cause: "", errno: nil), .unreachable, nil),
            (.tls(cause: ""), .unreachable, nil),
        ] as [(PlexClientError.Reason, PollFailure.Kind, Int?)])
    func poll(reason: PlexClientError.Reason, kind: PollFailure.Kind, status: Int?) {
        for caller in [Caller.person, .service(serverIsRemote: false), .service(serverIsRemote: true)] {
            let failure = PollFailure(.test(reason), for: caller)
            #expect(failure.kind == kind)
            #expect(failure.status == status)
            #expect(!failure.explanation.isEmpty)
        }
    }

    @Test(
        "for a request that is to stop something",
        arguments: [
            (PlexClientError.Reason.notFound(excerpt: ""), RequestOutcome.answered(status: 404)),
            (.unauthorized(status: 401), .answered(status: 401)),
            (.http(status: 500, retryAfter: nil, excerpt: ""), .answered(status: 500)),
            (.timedOut(after: .seconds(1)), .noAnswer),
            (.connectionLost(cause: "", errno: nil), .noAnswer),
            (.cancelled, .noAnswer),
            (.notJSON(contentType: nil, detail: "", excerpt: ""), .noAnswer),
        ])
    func request(reason: PlexClientError.Reason, outcome: RequestOutcome) {
        #expect(RequestOutcome(.test(reason), for: .person) == outcome)
    }

    @Test(
        "a request that never left was not sent",
        arguments: [
            PlexClientError.Reason.invalidRequest(detail: "dots"), .shutDown, .tls(cause: ""),
            .unreachable(cause: "refused", errno: ECONNREFUSED), .unreachable(cause: "no descriptor", errno: EMFILE),
            .unreachable(cause: "the host name cannot be resolved", errno: nil),
        ])
    func notSent(reason: PlexClientError.Reason) {
        let outcome = RequestOutcome(.test(reason), for: .service(serverIsRemote: false))
        guard case .notSent(let explanation) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(explanation.contains(reason.description))
    }

    @Test("a connection that the sandbox refuses names the drop-in that mends it")
    func sandbox() {
        let refused = PollFailure(
            .test(.unreachable(cause: "not permitted", errno: EPERM)), for: .service(serverIsRemote: true))
        #expect(refused.explanation.contains("IPAddressAllow="))
        let down = PollFailure(
            .test(.unreachable(cause: "refused", errno: ECONNREFUSED)), for: .service(serverIsRemote: true))
        #expect(!down.explanation.contains("IPAddressAllow="))
        let person = PollFailure(.test(.unreachable(cause: "not permitted", errno: EPERM)), for: .person)
        #expect(!person.explanation.contains("IPAddressAllow="))
        let dropped = PollFailure(.test(.timedOut(after: .seconds(1))), for: .service(serverIsRemote: true))
        #expect(dropped.explanation.contains("IPAddressAllow="))
        let slow = PollFailure(.test(.timedOut(after: .seconds(1))), for: .service(serverIsRemote: false))
        #expect(!slow.explanation.contains("IPAddressAllow="))
    }

    @Test(
        "whether another server may be behind the address by now",
        arguments: [
            (PlexClientError.Reason.timedOut(after: .seconds(1)), true), (.unreachable(cause: "", errno: nil), true),
            (.http(status: 500, retryAfter: nil, excerpt: ""), true),
            (.notJSON(contentType: nil, detail: "", excerpt: ""), true),
            (.notFound(excerpt: ""), false), (.forbidden(excerpt: ""), false), (.unauthorized(status: 401), false),
        ])
    func identity(reason: PlexClientError.Reason, isInDoubt: Bool) {
        #expect(PlexClientError.test(reason).putsIdentityInDoubt == isInDoubt)
    }
}
