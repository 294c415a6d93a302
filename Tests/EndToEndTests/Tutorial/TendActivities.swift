// SPDX-License-Identifier: Apache-2.0
import PlexClient
import PlexModel

/// Lists the activities of a server, cancels those of one type, and follows them until one has ended.
func tendActivities(
    at url: String, token: String, cancelling unwanted: ActivityType, report: (String) -> Void
) async throws {
    let configuration = PlexClientConfiguration(
        address: try PlexServerAddress(url), clientIdentifier: "my-plex-tool", product: "my-plex-tool")
    let client = try PlexClient(configuration: configuration, token: PlexToken(token))

    // The stream repeats nothing, so it is opened before the list is read.
    let notifications = try await client.notifications()

    for activity in try await client.activities().value.activities {
        report("\(activity.type): \(activity.progress.percentage ?? 0) %")
        guard activity.type == unwanted, activity.isCancellable == true else { continue }
        // The answer says that the server took the request, not that the activity stops.
        _ = try await client.cancelActivity(activity.id)
    }

    for try await case .activity(let news) in notifications {
        report("\(news.change.rawValue): \(news.activity?.type.rawValue ?? "unknown")")
        if news.change == .ended { break }
    }
    await client.shutdown()
}
