// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Runs blocking calls on threads of their own: those of Swift's and of Dispatch's pools are as many as the machine has
/// cores, and belong to the server under test.
enum BlockingThread {
    /// The job of a thread.
    private final class Job: Sendable {
        let body: @Sendable () -> Void

        init(_ body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }

    /// Returns the result of a blocking function.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
        await withCheckedContinuation { continuation in
            Self.start(Job { continuation.resume(returning: body()) })
        }
    }

    /// Starts a thread that does a job and ends.
    private static func start(_ job: Job) {
        let pointer = unsafe Unmanaged.passRetained(job).toOpaque()
        var thread = pthread_t()
        let code = unsafe pthread_create(
            &thread, nil,
            { pointer in
                if let pointer = unsafe pointer {
                    unsafe Unmanaged<Job>.fromOpaque(pointer).takeRetainedValue().body()
                }
                return nil
            }, pointer)
        precondition(code == 0, "no thread can be started: \(code)")
        pthread_detach(thread)
    }
}
