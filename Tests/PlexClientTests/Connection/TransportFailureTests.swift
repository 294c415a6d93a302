// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import PlexClient

@Suite("Errors of connections")
struct TransportFailureTests {
    @Test("tell an attempt that failed from a connection that broke", arguments: [24, 32, 104, 110, 113] as [Int32])
    func phases(number: Int32) {
        let error = IOError(errnoCode: number, reason: "test")
        guard case .unreachable(_, number) = TransportFailure.connecting([error], timeout: .seconds(1)),
            case .connectionLost(_, number) = TransportFailure.established(error)
        else {
            Issue.record("\(number)")
            return
        }
    }

    @Test("of exhausted descriptors name the remedy, and nothing was received")
    func descriptors() {
        let reason = TransportFailure.connecting([IOError(errnoCode: 24, reason: "socket")], timeout: .seconds(1))
        let error = PlexClientError(method: "DELETE", path: "/", reason: reason, server: "http://a:1")
        #expect(
            error.description
                == "DELETE / at http://a:1: no connection: this process has too many files open; raise LimitNOFILE (errno 24)"
        )
        #expect(!error.mayHaveBeenReceived)
    }

    @Test("of addresses that did not answer in time are timeouts")
    func timeouts() {
        let error = ChannelError.connectTimeout(.seconds(1))
        #expect(TransportFailure.connecting([error, error], timeout: .seconds(3)) == .timedOut(after: .seconds(3)))
    }
}
