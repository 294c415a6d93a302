// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import Logging
import ServiceFiles

/// Writes what has changed, and says so once when that begins to fail and once when it works again.
///
/// What could not be written is tried again with the next turn.
struct StateWriting {
    /// What could not be written in a turn.
    struct Failures: Hashable, Sendable {
        /// Why what belongs to no server was not saved; nil where it was.
        var ofRest: StateStorageError?
        /// Why servers were not saved, by their names.
        var ofServers: [String: StateStorageError] = [:]

        /// Why a state that knows of a request to a server is not saved; nil where it is.
        func about(_ server: String) -> StateStorageError? { self.ofServers[server] ?? self.ofRest }

        /// Any of them.
        var first: StateStorageError? { self.ofRest ?? self.ofServers.min { $0.key < $1.key }?.value }
    }

    private let storage: any StateStorage
    private let logger: Logger
    private var ledgers: [String: ServerLedger] = [:]
    /// What belongs to no server and is not saved yet.
    private var rest: StoredState?
    /// The servers whose files are to be looked at.
    private var changed: Set<String> = []
    /// The servers whose files go when all about them is told.
    private var leaving: Set<String> = []
    /// Whether all files are to be written, whether or not they changed.
    private var isWhole = false
    private var isFailing = false

    init(storage: any StateStorage, logger: Logger) {
        self.storage = storage
        self.logger = logger
    }

    /// Writes a turn.
    ///
    /// - Parameter number: the number of the last event that was told.
    mutating func write(_ turn: KeeperTurn, toldUpTo number: UInt64) -> Failures {
        self.take(turn)
        var failures = Failures()
        let leaving = self.changed.intersection(self.leaving)
        let staying = self.changed.subtracting(leaving)
        if self.isWhole {
            // The one file of version 0.1 is replaced when each server has its own.
            self.write(staying, turn, toldUpTo: number, &failures)
            if failures.first == nil { self.writeRest(&failures) }
        } else {
            // First what belongs to no server: a restraint that leaves a server is there.
            self.writeRest(&failures)
            self.write(staying, turn, toldUpTo: number, &failures)
        }
        if self.rest == nil { self.write(leaving, turn, toldUpTo: number, &failures) }
        if failures.first == nil { self.isWhole = false }
        self.changed = self.leaving.union(failures.ofServers.keys).union(self.isWhole ? self.changed : [])
        self.report(failures.first)
        return failures
    }

    /// Frees the memory of events that were told.
    mutating func forget(toldUpTo number: UInt64) {
        for name in self.ledgers.keys { self.ledgers[name]?.forget(toldUpTo: number) }
    }

    private mutating func writeRest(_ failures: inout Failures) {
        guard let rest = self.rest else { return }
        do throws(StateStorageError) {
            try self.storage.write(rest)
            self.rest = nil
        } catch {
            failures.ofRest = error
        }
    }

    private mutating func write(
        _ names: Set<String>, _ turn: KeeperTurn, toldUpTo number: UInt64, _ failures: inout Failures
    ) {
        for name in names.sorted() {
            do throws(StateStorageError) {
                try self.write(name, at: turn.at, toldUpTo: number)
            } catch {
                failures.ofServers[name] = error
            }
        }
    }

    private mutating func take(_ turn: KeeperTurn) {
        self.isWhole = self.isWhole || turn.isWhole
        self.rest = turn.rest ?? self.rest
        for (name, memory) in turn.servers { self.ledgers[name, default: ServerLedger()].remember(memory) }
        for name in turn.removed { self.ledgers[name, default: ServerLedger()].leave() }
        self.leaving = self.leaving.subtracting(turn.servers.keys).union(turn.removed)
        self.changed.formUnion(turn.servers.keys)
        self.changed.formUnion(turn.removed)
        for event in turn.events {
            guard let name = event.keptWith, self.ledgers[name] != nil else { continue }
            self.ledgers[name]?.add(event)
            self.changed.insert(name)
        }
    }

    private mutating func write(_ name: String, at now: Instant, toldUpTo number: UInt64) throws(StateStorageError) {
        // Without a copy of the ledger, which would be copied when it is changed.
        if self.ledgers[name]?.isDone(toldUpTo: number) == true {
            try self.storage.remove(server: name)
            self.ledgers[name] = nil
            self.leaving.remove(name)
            return
        }
        let record: ServerRecord?
        do {
            record = try self.ledgers[name]?.record(
                name: name, toldUpTo: number, at: now, isForced: self.isWhole)
        } catch {
            throw StateStorageError("the state cannot be written as JSON: \(error)")
        }
        guard let record else { return }
        try self.storage.write(record)
        self.ledgers[name]?.noteWritten(record)
    }

    private mutating func report(_ failure: StateStorageError?) {
        defer { self.isFailing = failure != nil }
        if let failure, !self.isFailing {
            self.logger.error(
                "\(failure); until it is saved, rules stop nothing, and a restart forgets the latest events")
        } else if failure == nil, self.isFailing {
            self.logger.notice("the state is being saved again")
        }
    }
}
