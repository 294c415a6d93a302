// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// Turns a request and the world into an answer, without any input or output.
struct Router {
    /// The request.
    let request: Request

    /// Answers the request, and adds the header of every answer. The request may change the world.
    func answer(in world: inout World) -> Answer {
        var answer = self.route(in: &world)
        if let version = world.server.apiVersion {
            answer.headers.append(Header(name: "X-Plex-Pms-Api-Version", value: version))
        }
        return answer
    }

    /// Answers requests that need no account, then those that need an account, then those that need an administrator.
    private func route(in world: inout World) -> Answer {
        let segments = self.request.segments
        if self.request.method == "GET", segments == ["identity"] {
            return self.document(Documents.identity(of: world.server))
        }
        guard let account = world.account(token: self.request.token) else { return .page(status: 401) }
        if self.request.method == "GET", let opening = StreamOpening(self.request, account: account) {
            let isUpgrade = self.request.header("Upgrade")?.lowercased() == "websocket"
            // A request for the WebSocket must ask for an upgrade.
            return opening.framing == .webSocket && !isUpgrade ? .page(status: 400) : .stream(opening)
        }
        switch (self.request.method, segments.first, segments.count) {
        case ("GET", nil, 0): return self.document(Documents.root(of: world))
        case ("GET", "activities", 1):
            return self.document(Documents.activities(world.activities(visibleTo: account)))
        case ("DELETE", "activities", 2):
            return self.done(world.cancel(ActivityID(segments[1]), account: account))
        case ("GET", "library", 1): return self.document(Documents.library)
        case ("GET", "library", _)
        where segments == ["library", "sections"] || segments == ["library", "sections", "all"]:
            return self.document(Documents.sections(of: world))
        case ("GET", "status", 2) where segments[1] == "sessions":
            return self.document(Documents.sessions(world.presentSessions, at: world.now, account: account))
        default: return self.routeForAdministrator(segments, account: account, in: &world)
        }
    }

    /// Answers the requests that need an administrator.
    private func routeForAdministrator(_ segments: [String], account: Account, in world: inout World) -> Answer {
        let isRefresh =
            segments.count == 4 && segments.starts(with: ["library", "sections"]) && segments[3] == "refresh"
        let isButler = segments.first == "butler" && segments.count <= 2
        let isPreference = segments == [":", "prefs", "get"] && self.request.method == "GET"
        guard isRefresh || isButler || isPreference else { return .page(status: 404) }
        guard account.isAdministrator else { return .page(status: world.server.refusalStatus) }
        switch self.request.method {
        case "GET" where isPreference: return self.preference(of: world)
        case "GET" where isButler && segments.count == 1: return self.document(Documents.butler(world.butlerTasks))
        case "DELETE" where isButler:
            return self.done(world.stopTask(segments.count == 2 ? .init(rawValue: segments[1]) : nil))
        case "POST" where isButler && segments.count == 2:
            return self.done(world.startTask(.init(rawValue: segments[1])))
        case "GET" where isRefresh, "POST" where isRefresh: return self.refresh(segments[2], in: &world)
        case "DELETE" where isRefresh:
            return self.done(world.stopRefresh(of: segments[2] == "all" ? nil : SectionID(segments[2])))
        default: return .page(status: 405)
        }
    }

    /// One of the hours of the maintenance.
    private func preference(of world: World) -> Answer {
        guard let hours = world.server.maintenance else { return .page(status: 404) }
        switch self.request.query.first(where: { $0.name == "id" })?.value {
        case "butlerStartHour": return self.document(Documents.preference("butlerStartHour", hours.start))
        case "butlerEndHour": return self.document(Documents.preference("butlerEndHour", hours.end))
        default: return .page(status: 404)
        }
    }

    /// Starts the scan of one section or of all, and names it in `X-Plex-Activity`.
    private func refresh(_ key: String, in world: inout World) -> Answer {
        let sections = world.sections.filter { key == "all" || $0.id.rawValue == key }
        guard !sections.isEmpty else { return .page(status: 404) }
        let started = sections.compactMap { world.refresh($0) }
        var answer = Answer.empty(status: 200)
        if world.server.sendsActivityHeader, let id = started.first {
            answer.headers.append(Header(name: "X-Plex-Activity", value: id.rawValue))
        }
        return answer
    }

    /// A document in the format that the request accepts.
    private func document(_ document: MediaElement) -> Answer {
        .document(document, asJSON: self.request.acceptsJSON)
    }

    /// The answer to a command: no body for success, HTML for a refusal.
    private func done(_ status: Int) -> Answer {
        status == 200 ? .empty(status: 200) : .page(status: status)
    }
}
