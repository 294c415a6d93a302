// SPDX-License-Identifier: Apache-2.0
import PlexModel

/// A header of a request or of an answer.
package struct Header: Hashable, Sendable {
    /// The name as it was sent.
    package var name: String
    /// The value.
    package var value: String

    /// A header with this name and value.
    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// An answer before its delivery.
struct Answer: Hashable, Sendable {
    /// The HTTP status.
    var status: Int
    /// The headers besides Content-Length.
    var headers: [Header]
    /// The body.
    var body: [UInt8]
    /// The document in the body; nil for HTML and empty bodies.
    var document: MediaElement?
    /// The stream of notifications that replaces a body; nil for all other answers.
    var stream: StreamOpening?

    /// An answer with this body.
    init(status: Int, contentType: String, body: [UInt8], document: MediaElement? = nil) {
        self.status = status
        self.headers = [Header(name: "Content-Type", value: contentType)]
        self.body = body
        self.document = document
    }

    /// A status without a body: the server's answer to a command.
    static func empty(status: Int) -> Answer {
        var answer = Answer(status: status, contentType: "text/html", body: [])
        answer.headers = []
        return answer
    }

    /// An HTML page: the server sends one with every error, whatever the request accepts.
    static func page(status: Int, title: String? = nil) -> Answer {
        let reason = Self.reason(of: status)
        let page =
            "<html><head><title>\(title ?? reason)</title></head>"
            + "<body><h1>\(title ?? "\(status) \(reason)")</h1></body></html>"
        return Answer(status: status, contentType: "text/html", body: Array(page.utf8))
    }

    /// An element as XML or JSON.
    static func document(_ document: MediaElement, asJSON: Bool) -> Answer {
        asJSON
            ? Answer(
                status: 200, contentType: "application/json", body: Array(document.json.text.utf8), document: document)
            : Answer(
                status: 200, contentType: "text/xml;charset=utf-8", body: Array(document.xml.utf8), document: document)
    }

    /// The beginning of a stream of notifications.
    static func stream(_ opening: StreamOpening) -> Answer {
        let isEventSource = opening.framing == .eventSource
        var answer = Answer(status: isEventSource ? 200 : 101, contentType: "text/event-stream", body: [])
        if isEventSource { answer.headers.append(Header(name: "Cache-Control", value: "no-cache")) }
        answer.stream = opening
        return answer
    }

    /// The reason phrase of a status.
    static func reason(of status: Int) -> String {
        switch status {
        case 200: "OK"
        case 301: "Moved Permanently"
        case 302: "Found"
        case 307: "Temporary Redirect"
        case 308: "Permanent Redirect"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 403: "Forbidden"
        case 404: "Not Found"
        case 405: "Method Not Allowed"
        case 429: "Too Many Requests"
        case 498: "Invalid Token"
        case 500: "Internal Server Error"
        case 503: "Service Unavailable"
        default: "Status"
        }
    }
}
