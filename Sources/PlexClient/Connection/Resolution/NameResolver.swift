// SPDX-License-Identifier: Apache-2.0

import Glibc
import NIOCore
import Synchronization

/// Finds the addresses of host names, each on a thread of its own, so that a name that hangs delays no other.
///
/// A name is looked up once at a time: all callers that ask meanwhile get the same answer. A lookup that never ends
/// keeps its thread; its callers wait only as long as they like.
final class NameResolver: Sendable {
    /// What a lookup brings.
    typealias Answer = Result<[SocketAddress], NameLookupFailure>

    /// Takes back a question. Without an answer until then, none comes.
    struct Question: Hashable, Sendable {
        /// The name.
        let name: String
        /// Its number among all questions.
        let number: UInt64
    }

    /// What changes.
    private struct State {
        /// The callers that wait, by the name that is being looked up.
        var waiting: [String: [UInt64: @Sendable (Answer) -> Void]] = [:]
        /// The number of the next question.
        var next: UInt64 = 0
    }

    /// The resolver of all clients of the process.
    static let shared = NameResolver()

    /// Looks up one name, and may block.
    private let lookup: @Sendable (String) -> Answer
    /// What changes.
    private let state = Mutex(State())

    /// A resolver that looks names up in this way.
    init(lookup: @escaping @Sendable (String) -> Answer = NameLookup.addresses(of:)) {
        self.lookup = lookup
    }

    /// How many names are being looked up.
    var lookups: Int { self.state.withLock { $0.waiting.count } }

    /// Asks for the addresses of a name.
    ///
    /// - Parameter answer: Called once on another thread, unless the question is taken back.
    /// - Returns: What takes the question back.
    func resolve(_ name: String, answer: @escaping @Sendable (Answer) -> Void) -> Question {
        let (question, isFirst) = self.state.withLock { state in
            let question = Question(name: name, number: state.next)
            state.next += 1
            let isFirst = state.waiting[name] == nil
            state.waiting[name, default: [:]][question.number] = answer
            return (question, isFirst)
        }
        if isFirst {
            let isRunning = BackgroundThread.start { self.finish(name, self.lookup(name)) }
            if !isRunning { self.finish(name, .failure(NameLookupFailure(cause: "no thread can be started"))) }
        }
        return question
    }

    /// Takes a question back. The lookup itself goes on.
    func forget(_ question: Question) {
        self.state.withLock { _ = $0.waiting[question.name]?.removeValue(forKey: question.number) }
    }

    /// Answers all questions for a name.
    private func finish(_ name: String, _ answer: Answer) {
        let waiting = self.state.withLock { $0.waiting.removeValue(forKey: name) } ?? [:]
        for answerTo in waiting.values { answerTo(answer) }
    }
}

/// A thread that runs one piece of work that may block for ever.
private enum BackgroundThread {
    /// What the thread starts with.
    private final class Start {
        /// The work.
        let work: @Sendable () -> Void

        /// A thread's work.
        init(work: @escaping @Sendable () -> Void) {
            self.work = work
        }
    }

    /// Starts a thread.
    ///
    /// - Returns: Whether it runs.
    static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
        let start = unsafe Unmanaged.passRetained(Start(work: work))
        var thread = pthread_t()
        let result = unsafe pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().work()
                return nil
            },
            start.toOpaque())
        guard result == 0 else {
            unsafe start.release()
            return false
        }
        pthread_detach(thread)
        return true
    }
}
