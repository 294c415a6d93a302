// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// The bodies of answers, as elements.
enum Documents {
    /// `GET /activities`; a row has its Context and Response as objects.
    static func activities(_ activities: [Activity]) -> MediaElement {
        Self.container([.init("size", .integer(activities.count))], "Activity", activities.map { Self.row(of: $0) })
    }

    /// `GET /identity`, which needs no token.
    static func identity(of server: ServerProfile) -> MediaElement {
        MediaElement(
            name: "MediaContainer",
            attributes: [
                .init("size", 0),
                .init("apiVersion", .string(server.apiVersion ?? "0.0")),
                .init("claimed", true),
                .init("machineIdentifier", .string(server.machineIdentifier)),
                .init("version", .string(server.version)),
            ]
        )
    }

    /// `GET /`, which clients read when they connect.
    static func root(of world: World) -> MediaElement {
        let server = world.server
        return MediaElement(
            name: "MediaContainer",
            attributes: [
                .init("size", 0),
                .init("friendlyName", .string(server.name)),
                .init("machineIdentifier", .string(server.machineIdentifier)),
                .init("version", .string(server.version)),
                .init("myPlex", true),
                .init("platform", "Linux"),
                .init("transcoderActiveVideoSessions", .integer(world.presentSessions.count { $0.isTranscoding })),
            ]
        )
    }

    /// `GET /library`.
    static var library: MediaElement {
        MediaElement(
            name: "MediaContainer",
            attributes: [
                .init("size", 0), .init("identifier", "com.plexapp.plugins.library"), .init("title1", "Plex Library"),
            ]
        )
    }

    /// `GET /library/sections`.
    static func sections(of world: World) -> MediaElement {
        let rows = world.sections.map { section in
            let location = MediaElement(
                name: "Location", attributes: [.init("id", 1), .init("path", .string("/media/\(section.title)"))])
            return MediaElement(
                name: "Directory",
                attributes: [
                    .init("key", .string(section.id.rawValue)),
                    .init("type", .string(section.kind)),
                    .init("title", .string(section.title)),
                    .init("refreshing", .bool(section.isRefreshing ?? world.isRefreshing(section.id))),
                    .init("uuid", .string("section-\(section.id.rawValue)")),
                    .init("language", "en-US"),
                ],
                children: [.rows(.init(name: "Location", rows: [location]))]
            )
        }
        return Self.container(
            [.init("size", .integer(rows.count)), .init("title1", "Plex Library")], "Directory", rows)
    }

    /// `GET /butler`. Its container has a special name, and no row says whether the task runs.
    static func butler(_ tasks: [ButlerTask]) -> MediaElement {
        let rows = tasks.map { task in
            var row = MediaElement(name: "ButlerTask")
            row.attributes = [
                .init("name", .string(task.name.rawValue)),
                .init("interval", .integer(task.interval ?? 1)),
                .init("scheduleRandomized", false),
                .init("enabled", .bool(task.isEnabled ?? true)),
                .init("title", .string(task.title)),
                .init("description", .string(task.summary)),
            ]
            return row
        }
        return MediaElement(name: "ButlerTasks", children: [.rows(.init(name: "ButlerTask", rows: rows))])
    }

    /// `GET /:/prefs/get` for one preference that is a whole number.
    static func preference(_ id: String, _ value: Int) -> MediaElement {
        let row = MediaElement(
            name: "Setting",
            attributes: [
                .init("id", .string(id)), .init("type", "int"), .init("value", .integer(value)),
                .init("hidden", false), .init("advanced", true), .init("group", "butler"),
            ])
        return Self.container([.init("size", 1)], "Setting", [row])
    }

    /// `GET /status/sessions`; a session has its transcode as an object.
    static func sessions(_ sessions: [SessionPlan], at time: Duration, account: Account) -> MediaElement {
        let rows = sessions.map { session in
            let player = MediaElement(
                name: "Player",
                attributes: [.init("machineIdentifier", "player-1"), .init("state", .string(session.state))])
            let user = MediaElement(
                name: "User", attributes: [.init("id", .string(String(account.userID))), .init("title", "viewer")])
            let transcode = MediaElement(
                name: "TranscodeSession",
                attributes: [
                    .init("key", .string("/transcode/sessions/\(session.key)")),
                    .init("videoDecision", "transcode"),
                    .init("audioDecision", "copy"),
                    .init("throttled", false),
                ]
            )
            return MediaElement(
                name: "Video",
                attributes: [
                    .init("sessionKey", .string(session.key)),
                    .init("type", "movie"),
                    .init("title", .string(session.title)),
                    .init("viewOffset", .integer(Int(session.playhead(at: time) / .milliseconds(1)))),
                ],
                children: [.object(user), .object(player)] + (session.isTranscoding ? [.object(transcode)] : [])
            )
        }
        return Self.container([.init("size", .integer(rows.count))], "Metadata", rows)
    }

    /// One row of `/activities`, which notifications carry too; −1 stands for unknown progress.
    static func row(of activity: Activity) -> MediaElement {
        var attributes: [JSONValue.Member] = [
            .init("uuid", .string(activity.id.rawValue)),
            .init("type", .string(activity.type.rawValue)),
        ]
        if let isCancellable = activity.isCancellable { attributes.append(.init("cancellable", .bool(isCancellable))) }
        if let userID = activity.userID { attributes.append(.init("userID", .integer(userID))) }
        attributes += [
            .init("title", .string(activity.title)),
            .init("subtitle", .string(activity.subtitle)),
            .init("progress", Self.progress(activity.progress.percentage ?? -1)),
        ]
        let children = [("Context", activity.context), ("Response", activity.response)]
            .compactMap { name, value -> MediaElement.Child? in
                guard case .object(let members) = value else { return nil }
                return .object(MediaElement(name: name, attributes: members))
            }
        return MediaElement(name: "Activity", attributes: attributes, children: children)
    }

    /// A percentage; a whole one is an integer, as in all captures of real servers.
    private static func progress(_ percentage: Double) -> JSONValue {
        Int(exactly: percentage).map { .integer($0) } ?? .number(percentage)
    }

    /// A MediaContainer with one list.
    private static func container(
        _ attributes: [JSONValue.Member],
        _ listName: String,
        _ rows: [MediaElement]
    ) -> MediaElement {
        MediaElement(
            name: "MediaContainer", attributes: attributes, children: [.rows(.init(name: listName, rows: rows))])
    }
}
