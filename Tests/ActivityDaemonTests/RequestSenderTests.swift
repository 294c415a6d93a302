// SPDX-License-Identifier: Apache-2.0
import MonitorConfiguration
import PlexModel
import Testing

@testable import ActivityDaemon
@testable import ActivityMonitor
@testable import PlexClient

@Suite("The sender of requests", .timeLimit(.minutes(1)))
struct RequestSenderTests {
    /// Who has answered last at the address, whether that is in doubt since, and whether the request goes out.
    private static let answers: [(machine: String?, isInDoubt: Bool, isSent: Bool)] = [
        ("home", false, true), ("another", false, false), ("home", true, false), (nil, true, false),
    ]

    @Test("asks the server that the request is meant for and no other", arguments: Self.answers)
    func target(machine: String?, isInDoubt: Bool, isSent: Bool) async {
        let server = FakePlexServer()
        let control = PollerControl(id: PollerID(number: 1), interval: .seconds(10), token: .none)
        if let machine { control.confirmIdentity(machine, after: control.identity.doubts) }
        if isInDoubt { control.doubtIdentity() }
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
        #expect(server.calls == (isSent ? [.send(.stopSectionRefresh(SectionID("2")))] : []))
    }
}
