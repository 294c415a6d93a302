// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import PlexClient

@Suite("Names of hosts", .timeLimit(.minutes(1)))
struct NameResolverTests {
    /// A resolver whose name `hung.test` hangs at the gate, while `two.test` has a dead address before the loopback's.
    private static func resolver(_ gate: Gate, lookups: Counter = Counter()) -> NameResolver {
        NameResolver { name in
            lookups.increase()
            switch name {
            case "hung.test": gate.wait()
            case "none.test": return .failure(NameLookupFailure(cause: "it has no address"))
            default: break
            }
            // Nothing listens at the first: the servers of the tests are at 127.0.0.1 alone.
            let hosts = name == "two.test" ? ["127.0.0.2", "127.0.0.1"] : ["127.0.0.1"]
            return .success(hosts.compactMap { try? SocketAddress(ipAddress: $0, port: 0) })
        }
    }

    /// Counts.
    final class Counter: Sendable {
        private let state = Mutex(0)
        var count: Int { self.state.withLock { $0 } }
        func increase() { self.state.withLock { $0 += 1 } }
    }

    /// Runs a client of a server by this name.
    private func withClient(
        _ host: String, port: Int, timeout: Duration = .seconds(30), resolver: NameResolver,
        body: (PlexClient) async throws -> Void
    ) async throws {
        let configuration = PlexClientConfiguration(
            address: try PlexServerAddress("http://\(host):\(port)"), requestTimeout: timeout, clientIdentifier: "a")
        let client = try PlexClient(
            configuration: configuration, token: .none, eventLoopGroup: nil, resolver: resolver)
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(client))
        } catch {
            result = .failure(error)
        }
        await client.shutdown()
        try result.get()
    }

    @Test("that hang delay no other name, no address and no stream")
    func neighbours() async throws {
        let gate = Gate()
        defer { gate.open() }
        let resolver = Self.resolver(gate)
        try await StubServer.run(.always([.answer(Payloads.noActivities)])) { _, port in
            try await self.withClient("hung.test", port: port, timeout: .seconds(600), resolver: resolver) { hung in
                let request = Task { await failure { try await hung.activities() } }
                let stream = Task { await failure { try await hung.notifications() } }
                while resolver.lookups == 0 { await Task.yield() }
                for host in ["other.test", "127.0.0.1"] {
                    try await self.withClient(host, port: port, resolver: resolver) { client in
                        _ = try await client.activities()
                        // The stub answers with JSON, which is no stream, but it answers.
                        let error = await failure { try await client.notifications() }
                        guard case .unreadable = error?.reason else {
                            Issue.record("\(host): \(String(describing: error))")
                            return
                        }
                    }
                }
                request.cancel()
                stream.cancel()
                #expect(await request.value?.reason == .cancelled)
                #expect(await stream.value?.reason == .cancelled)
            }
        }
    }

    @Test("that hang end a request in its time, with the name and without a receipt")
    func hung() async throws {
        let gate = Gate()
        defer { gate.open() }
        try await self.withClient("hung.test", port: 1, timeout: .seconds(1), resolver: Self.resolver(gate)) { client in
            for error in [
                await failure { try await client.activities() },
                await failure { try await client.notifications(over: .webSocket) },
            ] {
                #expect(
                    error?.reason
                        == .unreachable(
                            cause: "the name hung.test was not resolved within 1.0 seconds; see /etc/resolv.conf",
                            errno: nil))
                #expect(error?.mayHaveBeenReceived == false)
            }
        }
    }

    @Test("that hang are looked up once at a time, whoever asks, and questions taken back are forgotten")
    func once() async throws {
        let (gate, lookups) = (Gate(), Counter())
        let resolver = Self.resolver(gate, lookups: lookups)
        await withCheckedContinuation { (answered: CheckedContinuation<Void, Never>) in
            for _ in 0..<10 {
                resolver.forget(resolver.resolve("hung.test") { _ in Issue.record("it was taken back") })
            }
            _ = resolver.resolve("hung.test") { _ in answered.resume() }
            gate.open()
        }
        #expect(lookups.count == 1)
        #expect(resolver.lookups == 0)
    }

    @Test("without an address say so")
    func noAddress() async throws {
        try await self.withClient("none.test", port: 1, resolver: Self.resolver(Gate())) { client in
            let error = await failure { try await client.activities() }
            #expect(
                error?.reason
                    == .unreachable(cause: "the name none.test cannot be resolved: it has no address", errno: nil))
        }
    }

    @Test("with several addresses are tried in order, and the one that answered comes first next time")
    func severalAddresses() async throws {
        try await StubServer.run(.always([.answer(Payloads.noActivities)])) { server, port in
            try await self.withClient("two.test", port: port, resolver: Self.resolver(Gate())) { client in
                _ = try await client.activities()
            }
            #expect(server.seen.connections == 1)
        }
        let connector = try ServerConnector(
            PlexClientConfiguration(address: try PlexServerAddress("http://two.test:1"), clientIdentifier: "a"))
        let addresses = try (1...3).map { try SocketAddress(ipAddress: "127.0.0.\($0)", port: 1) }
        #expect(connector.ordered(addresses) == addresses)
        connector.prefer(addresses[2])
        #expect(connector.ordered(addresses) == [addresses[2], addresses[0], addresses[1]])
        #expect(connector.ordered([addresses[0]]) == [addresses[0]])
    }

    @Test("are looked up by the system")
    func system() throws {
        let addresses = try NameLookup.addresses(of: "localhost").get()
        #expect(addresses.contains { $0.ipAddress == "127.0.0.1" || $0.ipAddress == "::1" })
        #expect(throws: NameLookupFailure.self) { try NameLookup.addresses(of: "plex..test").get() }
    }
}
