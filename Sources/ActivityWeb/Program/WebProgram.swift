// SPDX-License-Identifier: Apache-2.0
private import Glibc
private import NIOCore
private import ServiceFiles
private import Systemd

/// `plex-activity-web`: pages about the service, which cannot act.
package enum WebProgram {
    /// The settings, from the arguments.
    package struct Options: Sendable {
        /// The address to listen at without sockets of systemd; nil for none.
        package var listen: String?
        /// Further names by which a `Host` may call it, such as that of a reverse proxy.
        package var hosts: [String]
        /// The runtime directory of the service.
        package var runtimeDirectory: String
        /// The files of the journal; empty for the journal of this machine.
        package var journalFiles: [String]
        /// The service's unit.
        package var unit: String
        /// It ends when nobody has been connected for so long.
        package var idle: Duration

        /// The settings of the installed program.
        package init(
            listen: String? = nil, hosts: [String] = [], runtimeDirectory: String = StatusFile.serviceDirectory,
            journalFiles: [String] = [], unit: String = "plex-activityd.service", idle: Duration = .seconds(300)
        ) {
            self.listen = listen
            self.hosts = hosts
            self.runtimeDirectory = runtimeDirectory
            self.journalFiles = journalFiles
            self.unit = unit
            self.idle = idle
        }
    }

    /// The names that always count: those of this machine for itself.
    static let ownNames: Set<String> = ["localhost", "127.0.0.1", "[::1]"]

    /// Runs until nobody needs it.
    ///
    /// - Returns: The exit code: 0, 64 for wrong arguments, 69 if it cannot listen.
    package static func run(_ options: Options) async -> Int32 {
        WallTime.readTimeZone()
        let sockets = ListeningSockets.take()
        let place: WebServer.Place
        if !sockets.isEmpty {
            place = .sockets(sockets)
        } else if let (host, port) = options.listen.flatMap(Self.address) {
            place = .address(host: host, port: port)
        } else {
            Self.complain(
                "there is no socket: start plex-activity-web.socket, or give --listen with an address such as "
                    + "127.0.0.1:8321")
            return EX_USAGE
        }
        let journal = JournalPlace(
            source: options.journalFiles.isEmpty ? .local : .files(options.journalFiles), unit: options.unit)
        let store = WebStore(runtimeDirectory: options.runtimeDirectory, journal: journal)
        do {
            let server = try await WebServer.start(
                at: place, names: Self.ownNames.union(options.hosts.map(WebRequest.name)),
                answers: WebAnswers(store: store, journal: journal), store: store)
            if sockets.isEmpty, let port = server.port { Self.complain("listens at port \(port)") }
            try await server.run(idleLimit: .nanoseconds(Int64(options.idle / .nanoseconds(1))))
            return 0
        } catch {
            Self.complain("cannot listen: \(error)")
            return EX_UNAVAILABLE
        }
    }

    /// The host and the port of `127.0.0.1:8321` or `[::1]:8321`.
    static func address(_ text: String) -> (host: String, port: Int)? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { return nil }
        var host = text[..<colon]
        if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
        return host.isEmpty ? nil : (String(host), port)
    }

    private static func complain(_ text: String) {
        let bytes = Array("plex-activity-web: \(text)\n".utf8)
        _ = unsafe write(STDERR_FILENO, bytes, bytes.count)
    }
}
