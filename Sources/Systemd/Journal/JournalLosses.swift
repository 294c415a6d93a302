// SPDX-License-Identifier: Apache-2.0

/// The numbers of entries that did not reach the journal.
struct JournalLosses: Equatable, Sendable {
    /// The most kinds that are counted apart; entries of further kinds count as ``otherKind``.
    static let kindLimit = 32
    /// The kind of an entry without a kind.
    static let otherKind = "other"

    /// All of them.
    var total: UInt64 = 0
    /// The number of them that standard error has as text.
    var onStandardError: UInt64 = 0
    /// The number of each kind; empty where no kinds are counted.
    private(set) var kinds: [String: UInt64] = [:]

    /// Adds one entry.
    ///
    /// - Parameter kind: nil where no kinds are counted.
    mutating func add(kind: String?, onStandardError: Bool) {
        self.total += 1
        if onStandardError { self.onStandardError += 1 }
        guard let kind else { return }
        let isKnown = self.kinds[kind] != nil || self.kinds.count < Self.kindLimit
        self.kinds[isKnown ? kind : Self.otherKind, default: 0] += 1
    }

    /// Takes away what was reported.
    mutating func remove(_ reported: JournalLosses) {
        self.total -= reported.total
        self.onStandardError -= reported.onStandardError
        for (kind, count) in reported.kinds {
            let rest = (self.kinds[kind] ?? 0) - count
            self.kinds[kind] = rest > 0 ? rest : nil
        }
    }

    /// The kinds and their numbers, the most frequent first: `started=12 finished=3`.
    var kindsText: String {
        self.kinds.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.key)=\($0.value)" }.joined(separator: " ")
    }
}
