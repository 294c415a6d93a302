// SPDX-License-Identifier: Apache-2.0

extension HTTPExchange {
    /// Decodes the body of an answer.
    ///
    /// XML and HTML, which this server sends by default and in errors, never reach the decoder.
    func decode<Value: Sendable>(
        _ answer: PlexAnswer<ResponseBody>,
        of request: PlexRequest,
        _ decode: ([UInt8]) throws(DecodingFailure) -> Value
    ) throws(PlexClientError) -> Value {
        let body = answer.value
        func notJSON(_ detail: String) -> PlexClientError {
            let token = self.currentToken
            return self.error(
                request,
                .notJSON(
                    contentType: body.contentType.map { PrintableText.line($0, limit: 80, without: token) },
                    detail: detail,
                    excerpt: PrintableText.excerpt(body.bytes, without: token)))
        }
        let contentType = body.contentType?.lowercased() ?? ""
        guard !contentType.contains("xml") else {
            throw notJSON("Plex answered in XML, although it was asked for JSON")
        }
        guard !contentType.contains("html") else {
            throw notJSON("a page for people came instead; is this the url of Plex itself?")
        }
        guard body.bytes.first(where: { !JSONReader.isBlank($0) }) != UInt8(ascii: "<") else {
            throw notJSON("it begins like XML or HTML")
        }
        do {
            return try decode(body.bytes)
        } catch {
            switch error {
            case .syntax(let detail): throw notJSON(detail)
            case .unreadable(let detail): throw self.error(request, .unreadable(detail: detail))
            }
        }
    }
}
