// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Glibc
import ServerAccess
import ServiceJournal
import Systemd

/// Writes what becomes of a person's stop to the journal, as the service does for the stops of rules.
///
/// Only root's entries are told from forged ones, so nothing is written for other users. Nothing is written either where
/// no journald runs.
final class ManualStopJournal {
    /// The first part of each `PLEX_EVENT_ID`, drawn by lot for each run of the tool: 32 hexadecimal digits.
    private let run = (0..<32).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
    private var count = 0

    private static let socket = "/run/systemd/journal/socket"

    private let writer: JournalWriter?

    /// The journal of this machine.
    init() {
        let isUsable = unsafe geteuid() == 0 && access(Self.socket, W_OK) == 0
        self.writer = isUsable ? JournalWriter(identifier: EventSender.toolIdentifier) : nil
    }

    /// Writes the events of a stop; others are left out.
    func write(_ event: Event) {
        guard let writer = self.writer else { return }
        switch event.kind {
        case .stopRequested, .stopConfirmed, .stopIneffective, .stopAbandoned: break
        default: return
        }
        self.count += 1
        let event = event.identified(by: "\(self.run)-\(self.count)")
        writer.enqueue(JournalEntry(event, identifier: EventSender.toolIdentifier))
    }

    /// Waits until journald has the entries, for a moment at most.
    func flush() async {
        await self.writer?.flush(upTo: .seconds(2))
    }
}
