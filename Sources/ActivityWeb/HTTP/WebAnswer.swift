// SPDX-License-Identifier: Apache-2.0
import ActivityPage

/// An answer: a status, a kind of content, and bytes.
struct WebAnswer: Hashable, Sendable {
    /// The kind of content.
    enum Kind: Hashable, Sendable {
        case page
        /// The report, which carries its styles in itself.
        case report
        case style
        case script
        case json
        case text
        case metrics

        /// The value of `Content-Type`.
        var type: String {
            switch self {
            case .page, .report: "text/html; charset=utf-8"
            case .style: "text/css; charset=utf-8"
            case .script: "text/javascript; charset=utf-8"
            case .json: "application/json"
            case .text: "text/plain; charset=utf-8"
            case .metrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
        }
    }

    /// The status code.
    var status = 200
    /// The kind of content.
    var kind: Kind
    /// The content.
    var bytes: [UInt8]

    /// The headers besides `Content-Length` and `Connection`: nothing is stored, framed, sniffed or run from elsewhere.
    var headers: [(name: String, value: String)] {
        let style = self.kind == .report ? "'unsafe-inline'" : "'self'"
        let policy =
            "default-src 'none'; style-src \(style); script-src 'self'; connect-src 'self'; base-uri 'none'; "
            + "form-action 'self'; frame-ancestors 'none'"
        var headers = [
            ("Content-Type", self.kind.type), ("Content-Security-Policy", policy),
            ("X-Content-Type-Options", "nosniff"), ("X-Frame-Options", "DENY"), ("Referrer-Policy", "no-referrer"),
            ("Cross-Origin-Resource-Policy", "same-origin"), ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Cache-Control", self.kind == .style || self.kind == .script ? "max-age=300" : "no-store"),
        ]
        if self.status == 405 { headers.append(("Allow", "GET, HEAD")) }
        return headers
    }

    /// The answer to a refused request.
    static func refusal(_ refusal: WebRequest.Refusal) -> WebAnswer {
        let (code, reason) = refusal.status
        return .message(code, reason)
    }

    /// The answer when too much is asked for at once.
    static var busy: WebAnswer {
        .message(503, "Busy", "Too many requests wait. Try again in a moment.")
    }

    /// An answer with one sentence.
    static func message(_ status: Int, _ title: String, _ text: String = "") -> WebAnswer {
        WebAnswer(status: status, kind: .page, bytes: WebPage.message("\(status) \(title)", text))
    }
}
