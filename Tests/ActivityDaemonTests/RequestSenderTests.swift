// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration
import PlexModel
import Testing

@testable import ActivityDaemon
@testable import ActivityMonitor
@testable import PlexClient

@Suite("The sender of requests", .timeLimit(.minutes(1)))
struct RequestSenderTests {
    /// Which server has answered last at the address and whether that is in doubt, which one answers now, and the calls.
    struct Situation: Sendable {
        var machine: String?
        var isInDoubt = false
        var answersNow: Result<String, PlexClientError> = .success("home")
        var calls: [FakePlexServer.Call] = []
    }

    private static let stop = FakePlexServer.Call.send(.stopSectionRefresh(SectionID("2")))
    private static let situations = [
        Situation(machine: "home", calls: [.identity, Self.stop]),
        Situation(machine: "another"),
        Situation(machine: "home", isInDoubt: true),
        Situation(machine: nil, isInDoubt: true),
        Situation(machine: "home", answersNow: .success("another"), calls: [.identity]),
        Situation(
            machine: "home", answersNow: .failure(.test(.unreachable(cause: "refused", errno: 111))), calls: [.identity]
        ),
    ]

    @Test("asks the server that the request is meant for and no other", arguments: Self.situations)
    func target(situation: Situation) async {
        let isSent = situation.calls.contains(Self.stop)
        let server = FakePlexServer {
            $0.identity = situation.answersNow.map { ServerIdentity(machineIdentifier: $0) }
        }
        let control = PollerControl(id: PollerID(number: 1), interval: .seconds(10), token: .none)
        if let machine = situation.machine { control.confirmIdentity(machine, after: control.identity.doubts) }
        if situation.isInDoubt { control.doubtIdentity() }
        let mailbox = Mailbox()
        let sender = RequestSender(mailbox: mailbox) { name in
            name == "home"
                ? PolledServer(
                    server: server, control: control,
                    configuration: ServerConfiguration(name: "home", url: "http://127.0.0.1:1")) : nil
        }
        let request = RemedyRequest(
            id: 7, server: "home", machineIdentifier: "home", remedy: .stopSectionRefresh(SectionID("2")),
            under: StopMandate(arming: StopPlan()))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await sender.run() }
            sender.send(request)
            var envelopes = mailbox.envelopes.makeAsyncIterator()
            let envelope = await envelopes.next(isolation: #isolation)
            if case .requestFinished(7, let outcome) = envelope?.message {
                if case .notSent = outcome { #expect(!isSent) } else { #expect(outcome == .answered(status: 200)) }
            } else {
                Issue.record("no answer")
            }
            envelope?.acknowledgement.give()
            group.cancelAll()
        }
        #expect(server.calls == situation.calls)
        // Nothing more goes out before the poller has read the identity again.
        #expect(control.identityIsConfirmed == (isSent || (situation.machine == "another")))
    }
}
