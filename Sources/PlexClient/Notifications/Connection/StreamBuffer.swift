// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The messages between a connection and its reader.
///
/// The connection puts in what one turn of reading brought, the reader takes all that is there. While anything is there
/// the connection is not read, so that no more waits here than one turn brings.
final class StreamBuffer: Sendable {
    /// What a reader gets.
    typealias Batch = Result<[StreamMessage], PlexClientError>

    /// What changes.
    private struct State {
        /// What came and was not taken yet.
        var messages: [StreamMessage] = []
        /// The readers that wait for messages; more than one only where a stream is iterated more than once.
        var readers: [CheckedContinuation<Batch, Never>] = []
        /// Why nothing more will come; nil while the stream goes on.
        var end: PlexClientError?
        /// Whether the connection waits for the reader.
        var isHeldBack = false
        /// Tells the connection that it may go on.
        var resume: (@Sendable () -> Void)?
        /// Tells the connection that its reader is gone.
        var close: (@Sendable () -> Void)?
    }

    /// What is known of the stream beside its messages.
    let record: StreamRecord
    /// What changes.
    private let state = Mutex(State())

    /// An empty buffer.
    init(record: StreamRecord) {
        self.record = record
    }

    /// Whether anything is there to be taken.
    var hasMessages: Bool { self.state.withLock { !$0.messages.isEmpty } }

    /// Says how to reach the connection.
    ///
    /// - Parameters:
    ///   - resume: Called when the reader has taken what held the connection back.
    ///   - close: Called once, when the reader is gone.
    func connect(resume: @escaping @Sendable () -> Void, close: @escaping @Sendable () -> Void) {
        let isOver = self.state.withLock { state in
            guard state.end == nil else { return true }
            state.resume = resume
            state.close = close
            return false
        }
        if isOver { close() }
    }

    /// Puts messages in; nothing once the stream has ended.
    ///
    /// - Returns: Whether the connection may be read on. If not, it will be told when.
    func put(_ messages: [StreamMessage]) -> Bool {
        let (reader, mayGoOn) = self.state.withLock { state -> (CheckedContinuation<Batch, Never>?, Bool) in
            guard state.end == nil, !messages.isEmpty else { return (nil, !state.isHeldBack) }
            if !state.readers.isEmpty { return (state.readers.removeFirst(), true) }
            state.messages += messages
            state.isHeldBack = true
            return (nil, false)
        }
        reader?.resume(returning: .success(messages))
        return mayGoOn
    }

    /// Ends the stream; what came before can still be taken. Only the first end counts.
    func end(_ reason: PlexClientError.Reason) {
        self.finish(reason, keepsMessages: true)
    }

    /// Ends the stream because its reader is gone, and closes its connection.
    func abandon(_ reason: PlexClientError.Reason = .cancelled) {
        self.finish(reason, keepsMessages: false)?()
    }

    /// Takes all that is there, or waits for it.
    func take() async -> Batch {
        await withTaskCancellationHandler {
            await withCheckedContinuation { reader in self.take(for: reader) }
        } onCancel: {
            self.abandon()
        }
    }

    /// Gives a reader what is there, or lets it wait.
    private func take(for reader: CheckedContinuation<Batch, Never>) {
        let (batch, resume) = self.state.withLock { state -> (Batch?, (@Sendable () -> Void)?) in
            guard !state.messages.isEmpty else {
                if let end = state.end { return (.failure(end), nil) }
                state.readers.append(reader)
                return (nil, nil)
            }
            let messages = state.messages
            state.messages = []
            let wasHeldBack = state.isHeldBack
            state.isHeldBack = false
            return (.success(messages), wasHeldBack ? state.resume : nil)
        }
        if let batch { reader.resume(returning: batch) }
        resume?()
    }

    /// Ends the stream once.
    ///
    /// - Returns: What closes its connection.
    @discardableResult
    private func finish(_ reason: PlexClientError.Reason, keepsMessages: Bool) -> (@Sendable () -> Void)? {
        let error = self.record.error(reason)
        let (readers, close) = self.state.withLock {
            state -> ([CheckedContinuation<Batch, Never>], (@Sendable () -> Void)?) in
            if !keepsMessages {
                state.messages = []
                state.isHeldBack = false
            }
            guard state.end == nil else { return ([], nil) }
            state.end = error
            let result = (state.readers, state.close)
            state.readers = []
            state.resume = nil
            state.close = nil
            return result
        }
        for reader in readers { reader.resume(returning: .failure(error)) }
        return close
    }
}
