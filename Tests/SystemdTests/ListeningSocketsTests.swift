// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import Systemd

@Suite("Sockets from systemd")
struct ListeningSocketsTests {
    private static func descriptors(_ environment: [String: String]) -> [Int32] {
        ListeningSockets.descriptors(in: environment, processIdentifier: 812)
    }

    @Test("the descriptors begin with the third, for the process that is named")
    func descriptors() {
        #expect(Self.descriptors(["LISTEN_PID": "812", "LISTEN_FDS": "1"]) == [3])
        #expect(Self.descriptors(["LISTEN_PID": "812", "LISTEN_FDS": "3"]) == [3, 4, 5])
    }

    @Test(
        "without sockets for this process there are none",
        arguments: [
            [:], ["LISTEN_FDS": "1"], ["LISTEN_PID": "812"], ["LISTEN_PID": "811", "LISTEN_FDS": "1"],
            ["LISTEN_PID": "812", "LISTEN_FDS": "0"], ["LISTEN_PID": "812", "LISTEN_FDS": "-1"],
            ["LISTEN_PID": "812", "LISTEN_FDS": "1000000000"], ["LISTEN_PID": "812", "LISTEN_FDS": "x"],
        ])
    func none(environment: [String: String]) {
        #expect(Self.descriptors(environment) == [])
    }
}
