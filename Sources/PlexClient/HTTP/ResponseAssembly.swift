// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOHTTP1
import PlexModel

/// Puts one answer together from its parts, within limits; a pure value.
struct ResponseAssembly {
    /// What a part means for the answer.
    enum Progress: Hashable, Sendable {
        /// More must come.
        case incomplete
        /// The answer is complete.
        case complete
        /// The rest is not needed; the connection cannot be used again.
        case failed(PlexClientError.Reason)
    }

    /// The head of the answer; nil until it has come.
    private(set) var head: HTTPResponseHead?
    /// The body so far.
    private(set) var body: [UInt8] = []
    /// Whether the caller wants the body of a good answer.
    private let wantsBody: Bool
    /// The most bytes of the body.
    private var limit = ResponseLimits.maximumUnusedBody
    /// How many provisional answers came.
    private var provisionalAnswers = 0
    /// How many parts the body had.
    private var pieces = 0

    /// An answer that has not begun.
    init(wantsBody: Bool) {
        self.wantsBody = wantsBody
    }

    /// The status; nil until the head has come.
    var status: Int? { self.head.map { Int($0.status.code) } }

    /// Whether the status says that the request was taken.
    var isSuccess: Bool { self.status.map { (200...299).contains($0) } ?? false }

    /// Takes in the next part.
    mutating func take(_ part: HTTPClientResponsePart) -> Progress {
        switch part {
        case .head(let head) where self.head == nil: self.take(head)
        case .head: .failed(.unreadable(detail: "a second answer begins within the first"))
        case .body(let buffer): self.take(buffer.readableBytesView)
        case .end: self.head == nil ? .incomplete : .complete
        }
    }

    /// Takes in a head.
    private mutating func take(_ head: HTTPResponseHead) -> Progress {
        let status = Int(head.status.code)
        if (100...199).contains(status), status != 101 {
            self.provisionalAnswers += 1
            guard self.provisionalAnswers <= ResponseLimits.maximumProvisionalAnswers else {
                return .failed(
                    .unreadable(
                        detail: "more than \(ResponseLimits.maximumProvisionalAnswers) provisional answers (1xx) came"))
            }
            return .incomplete
        }
        self.head = head
        // What follows is in another protocol, which the client did not ask for.
        if status == 101 { return .failed(.unreadable(detail: "the server changes to another protocol (101) unasked")) }
        if self.isSuccess, self.wantsBody {
            self.limit = ResponseLimits.maximumBody
            if let encoding = Self.encoding(of: head) {
                return .failed(
                    .unreadable(
                        detail: "the server encoded the answer (\(encoding)), although it was asked not to;"
                            + " a proxy may do that"))
            }
        }
        guard let announced = head.headers.first(name: "Content-Length") else { return .incomplete }
        // The decoder has checked that it is a number.
        guard let length = Int(announced), length <= self.limit else { return .failed(.tooLarge(limit: self.limit)) }
        if self.isSuccess, self.wantsBody { self.body.reserveCapacity(length) }
        return .incomplete
    }

    /// Takes in a part of the body.
    private mutating func take(_ bytes: some Collection<UInt8>) -> Progress {
        self.pieces += 1
        guard self.pieces <= ResponseLimits.maximumPieces else {
            return .failed(.unreadable(detail: "the answer comes in too many pieces"))
        }
        guard self.body.count + bytes.count <= self.limit else { return .failed(.tooLarge(limit: self.limit)) }
        self.body += bytes
        return .incomplete
    }

    /// How the body is encoded; nil where it is as it should be.
    private static func encoding(of head: HTTPResponseHead) -> String? {
        let content = head.headers[canonicalForm: "Content-Encoding"].filter { $0.lowercased() != "identity" }
        let transfer = head.headers[canonicalForm: "Transfer-Encoding"].filter { $0.lowercased() != "chunked" }
        guard let name = (content + transfer).first(where: { !$0.isEmpty })?.lowercased() else { return nil }
        // Other names are not quoted: a header of the server may hold anything.
        return ["gzip", "deflate", "br", "zstd", "compress"].contains(name) ? name : "in an unknown way"
    }
}

extension ResponseAssembly {
    /// What the answer means for the request.
    ///
    /// The status alone decides: once it is known, a body that breaks off matters only where its content is wanted.
    ///
    /// - Parameters:
    ///   - failure: Why the answer is not complete; nil where it is.
    ///   - token: The token that was sent, which no text may show.
    func result(failure: PlexClientError.Reason?, token: PlexToken) -> Result<PlexAnswer<ResponseBody>, ResponseFailure>
    {
        guard let head = self.head, let status = self.status, status != 101 else {
            return .failure(ResponseFailure(reason: failure ?? TransportFailure.unanswered))
        }
        guard self.isSuccess else {
            let isReadable = Self.encoding(of: head) == nil
            return .failure(
                ResponseFailure(
                    reason: StatusFailure.reason(
                        status: status, headers: head.headers, body: isReadable ? self.body : [], token: token)))
        }
        if self.wantsBody, let failure { return .failure(ResponseFailure(reason: failure)) }
        return .success(
            PlexAnswer(
                value: ResponseBody(
                    bytes: self.wantsBody ? self.body : [], contentType: head.headers.first(name: "Content-Type")),
                status: status,
                startedActivity: head.headers.first(name: "X-Plex-Activity").flatMap(Self.activityID),
                apiVersion: head.headers.first(name: "X-Plex-Pms-Api-Version").map {
                    PrintableText.line($0, limit: 40, without: token)
                }))
    }

    /// The activity that a header names; nil for one that is empty or longer than any identifier.
    private static func activityID(_ header: String) -> ActivityID? {
        header.isEmpty || header.utf8.count > PathSegment.maximumLength ? nil : ActivityID(header)
    }
}

/// Why an answer cannot be used.
struct ResponseFailure: Error, Hashable, Sendable {
    /// What went wrong.
    var reason: PlexClientError.Reason
}
