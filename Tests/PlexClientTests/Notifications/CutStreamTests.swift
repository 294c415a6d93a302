// SPDX-License-Identifier: Apache-2.0

import NIOCore
import Testing

@testable import PlexClient

@Suite("Streams that are cut at any instant", .timeLimit(.minutes(2)))
struct CutStreamTests {
    /// How many streams are open at a time.
    private static let lanes = 8
    /// How many each of them opens, one after the other.
    private static let rounds = 60

    /// Plays the server of one connection.
    private static func play(_ peer: Peer, number: Int, over transport: NotificationTransport) async throws {
        switch number % 6 {
        case 0: return try await peer.reset()
        case 1: return try await peer.close()
        default: break
        }
        let goodbye: [UInt8] = WebSocketFixture.frame(.close, [0x03, 0xE8])
        let message: [UInt8] = WebSocketFixture.text("{}")
        // With or without a moment between consent, message and end, so that they arrive together or one by one.
        func wait() async throws { if number % 5 < 2 { try await Task.sleep(for: .microseconds(number % 7 * 300)) } }
        switch transport {
        case .eventSource:
            try await peer.send(
                "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
            try await wait()
            if number.isMultiple(of: 2) { try await peer.send("b\r\ndata: {}\n\n\n\r\n") }
        case .webSocket:
            try await peer.openWebSocket()
            try await wait()
            if number.isMultiple(of: 2) { try await peer.send(message) }
        }
        switch number % 6 {
        case 2: try await peer.send(transport == .eventSource ? Array("0\r\n\r\n".utf8) : goodbye)
        case 3: try await peer.reset()
        default: try await peer.close()
        }
    }

    @Test("end for their readers, every time", arguments: NotificationTransport.allCases)
    func end(transport: NotificationTransport) async throws {
        try await StreamServer.run { server, port in
            let serving = Task {
                await withDiscardingTaskGroup { group in
                    var number = 0
                    for await peer in server.peers {
                        let own = number
                        number += 1
                        // The client may be the first to close.
                        group.addTask { try? await Self.play(peer, number: own, over: transport) }
                    }
                }
            }
            try await withClient(port: port, timeout: .seconds(600)) { client in
                await withDiscardingTaskGroup { group in
                    for _ in 0..<Self.lanes {
                        group.addTask {
                            for _ in 0..<Self.rounds {
                                let error = await failure {
                                    for try await _ in try await client.notifications(over: transport) {}
                                }
                                #expect(error != nil)
                            }
                        }
                    }
                }
                while client.connector.openStreams > 0 { await Task.yield() }
            }
            serving.cancel()
        }
    }
}
