// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// All that is decided about a history before it begins: the rest follows from it.
struct Script: Sendable {
    /// What the small delays are drawn from.
    var seed: UInt64
    /// The configuration at the start.
    var setup: Setup
    /// The installations.
    var machines: [Machine]
    /// Which installation answers at each entry's address, by its index.
    var addresses: [String: Int]
    /// The names of the libraries.
    var sections: [LibrarySection]
    /// The second of the day at the begin.
    var secondOfDay: Int
    /// What happens, in order.
    var acts: [Act]
    /// From when on nothing is disturbed any more.
    var calmFrom: Moment
    /// When the history ends.
    var end: Moment
}

/// Something that a script makes happen.
struct Act: Sendable {
    /// When.
    var at: Moment
    /// What.
    var deed: Deed

    /// What can happen.
    enum Deed: Sendable {
        /// A machine begins a job.
        case begin(machine: Int, Job)
        /// A machine's server is started anew; polls fail for so long.
        case restart(machine: Int, downFor: Milliseconds)
        /// Another machine answers at an entry's address.
        case replace(entry: String, machine: Int)
        /// Something disturbs what an entry observes, for so long.
        case disturb(entry: String, Disturbance, for: Milliseconds)
        /// Somebody plays, or nobody.
        case play(machine: Int, [Player])
        /// News that say nothing new, about all that runs.
        case echo(machine: Int)
        /// Everything is paused, for so long.
        case pause(for: Milliseconds)
        /// Another configuration.
        case reload(Setup)
        /// The service is killed and comes back after so long.
        case crash(downFor: Milliseconds, isReboot: Bool)
        /// A new token.
        case token(entry: String)
    }
}

/// What can disturb the observations of an entry.
enum Disturbance: Hashable, Sendable {
    /// Polls fail.
    case outage(isRefused: Bool)
    /// Every second poll fails.
    case everySecondPollFails
    /// Polls are answered late.
    case slow(Milliseconds)
    /// Lists have a hole: a row of these cannot be read, by its place.
    case hole(place: Int)
    /// Lists are complete and lack a row that is there, by its place.
    case flicker(place: Int)
    /// One row contradicts itself.
    case contradiction(place: Int)
    /// A row is listed twice.
    case repetition
    /// The size does not fit.
    case wrongSize
    /// News do not come, and nobody says so.
    case deaf
    /// The stream is closed.
    case cut
    /// News come late: so long on the way, and so long before they are handled.
    case late(onTheWay: Milliseconds, waiting: Milliseconds)
    /// While the core looks again, rows change without news, and news of how they were come late.
    case ambush
    /// Who plays cannot be read.
    case noSessions
    /// Every third time, who plays cannot be read.
    case everyThirdSessionFails
    /// The identity cannot be read.
    case noIdentity
    /// Requests fare in this way.
    case requests(RequestCourse)
}

/// How a request fares.
enum RequestCourse: Hashable, Sendable {
    /// It arrives and is answered with 200.
    case heard
    /// It arrives, and its answer is lost.
    case answerLost
    /// It is lost.
    case lost
    /// It is not sent.
    case notSent
    /// It is answered with this status and does nothing.
    case refused(Int)
    /// It is answered so much later.
    case slow(Milliseconds)
}
