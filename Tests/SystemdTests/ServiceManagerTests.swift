// SPDX-License-Identifier: Apache-2.0

import Glibc
import SystemdTestKit
import Testing

@testable import Systemd

@Suite("The service manager", .timeLimit(.minutes(1)))
struct ServiceManagerTests {
    private let directory: TemporaryDirectory

    init() throws {
        self.directory = try TemporaryDirectory()
    }

    @Test(
        "each state is what sd_notify(3) says",
        arguments: [
            ([ServiceState.ready], "READY=1"),
            ([.status("Watching 2 servers")], "STATUS=Watching 2 servers"),
            ([.status("a\nREADY=1\u{1B}[2J")], "STATUS=a READY=1 [2J"),
            ([.watchdog], "WATCHDOG=1"),
            ([.watchdogTrigger], "WATCHDOG=trigger"),
            ([.reloading(monotonicMicroseconds: 123_456)], "RELOADING=1\nMONOTONIC_USEC=123456"),
            ([.stopping], "STOPPING=1"),
            ([.extendTimeout(.seconds(5))], "EXTEND_TIMEOUT_USEC=5000000"),
            ([.extendTimeout(.nanoseconds(1))], "EXTEND_TIMEOUT_USEC=1"),
            ([.extendTimeout(.seconds(-5))], "EXTEND_TIMEOUT_USEC=0"),
            ([.extendTimeout(.seconds(Int64.max))], "EXTEND_TIMEOUT_USEC=9223372036854775807"),
            ([.errno(2)], "ERRNO=2"),
            ([.errno(2), .status("Failed"), .stopping], "ERRNO=2\nSTATUS=Failed\nSTOPPING=1"),
        ]
    )
    func states(_ states: [ServiceState], _ datagram: String) throws {
        let path = self.directory.file("notify")
        let socket = try StandInSocket(path)
        #expect(SystemdServiceManager(environment: ["NOTIFY_SOCKET": path]).notify(states) == .sent)
        #expect(try socket.receiveText() == datagram)
        #expect(!socket.hasDatagram)
    }

    @Test("an abstract name works like a path")
    func abstract() throws {
        let name = "@systemd-tests\(self.directory.path)"
        let socket = try StandInSocket(name)
        #expect(SystemdServiceManager(environment: ["NOTIFY_SOCKET": name]).notify([.ready]) == .sent)
        #expect(try socket.receiveText() == "READY=1")
    }

    @Test("a status is short")
    func longStatus() throws {
        let assignment = try #require(ServiceState.status(String(repeating: "ä", count: 600)).assignments.first)
        #expect(assignment.hasSuffix("ä…"))
        #expect(assignment.utf8.count <= "STATUS=".utf8.count + ServiceState.maximumStatusLength)
    }

    @Test("without a service manager nothing happens", arguments: [[:], ["NOTIFY_SOCKET": ""]])
    func notSupervised(_ environment: [String: String]) {
        #expect(SystemdServiceManager(environment: environment).notify([.ready]) == .notSupervised)
    }

    @Test("what cannot be sent says why")
    func failures() throws {
        let missing = self.directory.file("missing")
        let long = "/" + String(repeating: "x", count: 200)
        for (address, number) in [
            (missing, ENOENT), ("vsock:2:1234", EAFNOSUPPORT), ("relative", EAFNOSUPPORT), (long, EINVAL),
        ] {
            let result = SystemdServiceManager(environment: ["NOTIFY_SOCKET": address]).notify([.ready])
            #expect(result == .failed(errno: number), "\(address)")
        }
    }

    @Test("a service manager that does not read blocks no caller")
    func full() throws {
        let path = self.directory.file("notify")
        let socket = try StandInSocket(path)
        _ = try StandInSocket.fill(path)
        let manager = SystemdServiceManager(environment: ["NOTIFY_SOCKET": path])
        #expect(manager.notify([.watchdog]) == .failed(errno: EAGAIN))
        _ = try socket.receive()
        #expect(manager.notify([.watchdog]) == .sent)
    }

    @Test("a reload carries the time at which it began")
    func reloadTime() throws {
        guard case .reloading(let first) = ServiceState.reloadingNow(),
            case .reloading(let second) = ServiceState.reloadingNow()
        else {
            Issue.record("not a reload")
            return
        }
        var now = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &now)
        #expect(first <= second)
        #expect(second <= UInt64(now.tv_sec + 1) * 1_000_000)
        #expect(second / 1_000_000 + 60 > UInt64(now.tv_sec))
    }

    @Test(
        "the watchdog counts only for the process it is meant for",
        arguments: [
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "100"], Duration.seconds(30)),
            (["WATCHDOG_USEC": "30000000"], .seconds(30)),
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "101"], nil),
            (["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "x"], nil),
            (["WATCHDOG_USEC": "0", "WATCHDOG_PID": "100"], nil),
            (["WATCHDOG_USEC": "-1", "WATCHDOG_PID": "100"], nil),
            (["WATCHDOG_USEC": "ten", "WATCHDOG_PID": "100"], nil),
            (["WATCHDOG_PID": "100"], nil),
            ([:], nil),
        ] as [([String: String], Duration?)]
    )
    func watchdog(_ environment: [String: String], _ interval: Duration?) {
        #expect(SystemdServiceManager(environment: environment, processIdentifier: 100).watchdogInterval == interval)
    }

    @Test("the watchdog of this process is known by its real identifier")
    func ownWatchdog() {
        let environment = ["WATCHDOG_USEC": "1000", "WATCHDOG_PID": "\(getpid())"]
        #expect(SystemdServiceManager(environment: environment).watchdogInterval == .milliseconds(1))
    }

    @Test("the recording service manager keeps its notifications, and a test can await them")
    func recording() async {
        let manager = RecordingServiceManager(watchdogInterval: .seconds(3))
        #expect(manager.notify([.ready, .status("x")]) == .sent)
        manager.notify([.stopping])
        #expect(manager.recorded == [[.ready, .status("x")], [.stopping]])
        var iterator = manager.notifications.makeAsyncIterator()
        #expect(await iterator.next() == [.ready, .status("x")])
        #expect(manager.watchdogInterval == .seconds(3))
    }
}
