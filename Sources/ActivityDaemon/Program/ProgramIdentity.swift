// SPDX-License-Identifier: Apache-2.0
package import ActivityMonitor
import Systemd

/// What the daemon calls itself, and the identifiers that it derives from the machine's.
package struct ProgramIdentity: Hashable, Sendable {
    /// `SYSLOG_IDENTIFIER` of every entry.
    package static let syslogIdentifier = "plex-activityd"
    /// The application of `X-Plex-Client-Identifier`, made with `systemd-id128 new`.
    private static let clientApplication = "33ba2440756347c18ae57979633e9a5b"
    /// The application of the key of `PLEX_TEXT_HASH`, made with `systemd-id128 new`.
    private static let textHashApplication = "db03b007a6a9423dbfc8874f0db64e28"

    /// `X-Plex-Client-Identifier` where the configuration names none.
    package var clientIdentifier: String
    /// The key of `PLEX_TEXT_HASH`.
    package var textHashKey: TextHash.Key
    /// The present boot as 32 hexadecimal digits; empty where it is not known.
    package var bootID: String

    /// The present start of the service as 32 hexadecimal digits: no two starts have the same.
    package var startID: String

    /// An identity with these values.
    package init(clientIdentifier: String, textHashKey: TextHash.Key, bootID: String, startID: String) {
        self.clientIdentifier = clientIdentifier
        self.textHashKey = textHashKey
        self.bootID = bootID
        self.startID = startID
    }

    /// The identity on this machine.
    ///
    /// A machine without an identifier of its own, such as a bare container, gets a fixed one: Plex then cannot tell two
    /// of them apart, and the hashes of titles can be compared between them.
    package static func ofThisMachine() -> ProgramIdentity {
        let client = Self.identifier(for: Self.clientApplication)
        let halves = Self.identifier(for: Self.textHashApplication)?.bytes ?? Array(repeating: 0, count: 16)
        return ProgramIdentity(
            clientIdentifier: client?.uuid ?? Self.syslogIdentifier,
            textHashKey: TextHash.Key(Self.number(halves[..<8]), Self.number(halves[8...])),
            bootID: (try? MachineIdentity.boot())?.description ?? "",
            startID: Self.randomDigits()
        )
    }

    private static func randomDigits() -> String {
        var generator = SystemRandomNumberGenerator()
        return [generator.next(), generator.next()].map { (number: UInt64) in
            let digits = String(number, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    private static func identifier(for application: String) -> Identifier128? {
        Identifier128(application).flatMap { try? MachineIdentity.identifier(forApplication: $0) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
