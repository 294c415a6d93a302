// SPDX-License-Identifier: Apache-2.0

import NIOHTTP1

/// Turns a status outside of 200 to 299 into a reason; the body only serves to quote from.
enum StatusFailure {
    /// The longest time to wait that is believed: one day.
    static let maximumRetryAfter = Duration.seconds(86_400)

    /// What an answer with such a status means.
    static func reason(
        status: Int, headers: HTTPHeaders, body: [UInt8], token: PlexToken
    ) -> PlexClientError.Reason {
        let excerpt = PrintableText.excerpt(body, without: token)
        switch status {
        case 400: return .badRequest(excerpt: excerpt)
        case 401 where token.isEmpty: return .tokenMissing
        case 401, 498: return .unauthorized(status: status)
        case 403: return .forbidden(excerpt: excerpt)
        case 404: return .notFound(excerpt: excerpt)
        case 429: return .tooManyRequests(retryAfter: Self.retryAfter(headers))
        case 301, 302, 303, 307, 308:
            let location = headers.first(name: "Location").map { Self.location($0, without: token) }
            return .redirected(status: status, location: location)
        default: return .http(status: status, retryAfter: Self.retryAfter(headers), excerpt: excerpt)
        }
    }

    /// The seconds of a `Retry-After` header (RFC 9110 section 10.2.3); its other form, a date, is not used by this
    /// server.
    static func retryAfter(_ headers: HTTPHeaders) -> Duration? {
        guard let text = headers.first(name: "Retry-After"), !text.isEmpty, text.utf8.count <= 19,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let seconds = Int64(text)
        else { return nil }
        return min(.seconds(seconds), Self.maximumRetryAfter)
    }

    /// Where a redirect points, without what may be secret in it: user, password, query and fragment.
    private static func location(_ location: String, without token: PlexToken) -> String {
        var shown = String(location.prefix { $0 != "?" && $0 != "#" })
        if let at = shown.lastIndex(of: "@") { shown = "…" + shown[at...] }
        return PrintableText.line(shown, limit: 200, without: token)
    }
}
