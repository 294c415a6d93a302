// SPDX-License-Identifier: Apache-2.0

/// The body of an answer from 200 to 299, and what its header says of it.
struct ResponseBody: Hashable, Sendable {
    /// The bytes, 4 MiB at most.
    var bytes: [UInt8]
    /// The `Content-Type` header, as it came.
    var contentType: String?
}

extension HTTPExchange {
    /// What a body says.
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
            return request.error(
                .notJSON(
                    contentType: body.contentType.map { PrintableText.line($0, limit: 80, without: token) },
                    detail: detail,
                    excerpt: PrintableText.excerpt(body.bytes, without: token)))
        }
        let contentType = body.contentType?.lowercased() ?? ""
        guard !contentType.contains("xml"), !contentType.contains("html") else {
            throw notJSON("the server calls it so")
        }
        guard body.bytes.first(where: { !JSONReader.isBlank($0) }) != UInt8(ascii: "<") else {
            throw notJSON("it begins like XML or HTML")
        }
        do {
            return try decode(body.bytes)
        } catch {
            switch error {
            case .syntax(let detail): throw notJSON(detail)
            case .unreadable(let detail): throw request.error(.unreadable(detail: detail))
            }
        }
    }
}
