// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// When the names of a server's libraries are read.
struct SectionNames: Sendable {
    /// How often the names are read at most because one is missing.
    private static let missingInterval = Duration.seconds(60)
    /// How often they are read at least: people rename libraries.
    private static let lifetime = Duration.minutes(10)

    private var known: Set<SectionID> = []
    private var isIncomplete = true
    private var readAt: Instant?

    /// Nothing was read yet.
    init() {}

    /// Whether the names are to be read: always before a poll that was asked for, as rules may spare libraries by name.
    func isDue(at now: Instant, pollIsWanted: Bool) -> Bool {
        guard let readAt = self.readAt else { return true }
        let age = readAt.duration(to: now)
        return age >= Self.lifetime || (self.isIncomplete && age >= Self.missingInterval)
            || (pollIsWanted && age > .zero)
    }

    /// Notes that the names are read now.
    mutating func readingBegins(at now: Instant) {
        self.readAt = now
    }

    /// Notes which libraries have names.
    mutating func note(_ sections: [LibrarySection]) {
        self.known = Set(sections.map(\.id))
        self.isIncomplete = false
    }

    /// Notes that another server answers: its libraries have names of their own.
    mutating func serverHasChanged() {
        self.isIncomplete = true
    }

    /// Notes the libraries that a list of activities is about.
    mutating func note(_ snapshot: ActivitySnapshot) {
        let isUnknown = snapshot.activities.contains { $0.sectionID.map { !self.known.contains($0) } ?? false }
        if isUnknown { self.isIncomplete = true }
    }
}
