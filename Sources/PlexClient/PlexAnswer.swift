// SPDX-License-Identifier: Apache-2.0

public import PlexModel

/// What the server answered with a status from 200 to 299.
///
/// To a request that is to stop something, it says only that the request was taken: whether it stops is to be seen.
public struct PlexAnswer<Value: Sendable>: Sendable {
    /// What was read from the body.
    public var value: Value
    /// The status, from 200 to 299.
    public var status: Int
    /// The activity that the request started: the `X-Plex-Activity` header. Servers may leave it out.
    public var startedActivity: ActivityID?
    /// The `X-Plex-Pms-Api-Version` header, such as `1.1.1`; servers before 1.41.9 send none.
    public var apiVersion: String?

    /// An answer with these values.
    public init(value: Value, status: Int, startedActivity: ActivityID? = nil, apiVersion: String? = nil) {
        self.value = value
        self.status = status
        self.startedActivity = startedActivity
        self.apiVersion = apiVersion
    }

    /// The same answer with another value.
    func with<Other: Sendable>(_ value: Other) -> PlexAnswer<Other> {
        PlexAnswer<Other>(
            value: value, status: self.status, startedActivity: self.startedActivity, apiVersion: self.apiVersion)
    }
}

extension PlexAnswer: Equatable where Value: Equatable {}

/// What `GET /activities` said, compared with the answer before.
public enum ActivitiesContent: Hashable, Sendable {
    /// The bytes of the body are those of the one before: the snapshot made of them is still true.
    case unchanged
    /// The body is another one.
    ///
    /// - Parameters:
    ///   - snapshot: What it says.
    ///   - body: Its bytes, for the next comparison.
    case changed(ActivitySnapshot, body: ActivitiesBody)
}

/// The bytes of one answer to `GET /activities`, 4 MiB at most, kept to compare the next answer with.
///
/// The bytes and no hash: equal means equal.
public struct ActivitiesBody: Hashable, Sendable {
    /// The bytes as they came.
    let bytes: [UInt8]

    /// A body of these bytes.
    public init(bytes: [UInt8]) {
        self.bytes = bytes
    }
}
