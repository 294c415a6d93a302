// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOEmbedded
import NIOHTTP1

@testable import PlexClient

/// What must hold for the way from the bytes of an answer to what a request gets, whatever comes.
enum ResponseCheck {
    /// Which promise is broken on these bytes; nil where all are kept.
    static func violation(in bytes: [UInt8]) -> String? {
        for wantsBody in [true, false] {
            let whole = Self.outcome([bytes[...]], wantsBody: wantsBody)
            guard let whole else { return "a request gets no end, or two" }
            if let violation = Self.violation(in: whole, wantsBody: wantsBody) { return violation }
            if Self.outcome(bytes.indices.map { bytes[$0...$0] }, wantsBody: wantsBody) != whole {
                return "byte by byte it says something else"
            }
            let halves = [bytes[..<(bytes.count / 2)], bytes[(bytes.count / 2)...]]
            if Self.outcome(halves, wantsBody: wantsBody) != whole { return "in halves it says something else" }
        }
        return nil
    }

    /// How a request ends.
    private typealias Outcome = Result<PlexAnswer<ResponseBody>, ResponseFailure>

    /// Which promise this outcome breaks.
    private static func violation(in outcome: Outcome, wantsBody: Bool) -> String? {
        switch outcome {
        case .success(let answer):
            if !(200...299).contains(answer.status) { return "a status that is no success is one" }
            if !wantsBody, !answer.value.bytes.isEmpty { return "a body is kept that nothing needs" }
            if answer.value.bytes.count > ResponseLimits.maximumBody { return "a body is too long" }
        case .failure(let failure):
            let text = "\(failure.reason)"
            if text.utf8.count > 4096 { return "an error is too long" }
            if text.unicodeScalars.contains(where: { $0.value < 0x20 }) { return "an error is not printable" }
            if text.contains("s3cret") { return "an error shows the token" }
        }
        return nil
    }

    /// How a request ends whose answer arrives in these pieces, before the connection ends; nil for none or two ends.
    private static func outcome(_ pieces: [ArraySlice<UInt8>], wantsBody: Bool) -> Outcome? {
        let channel = EmbeddedChannel()
        var endings: [Outcome] = []
        let token = (try? PlexToken("s3cret")) ?? .none
        do {
            let events = RequestConnection.Events(didBecomeIdle: { _ in }, didClose: { _ in })
            let connection = try RequestConnection(channel, events: events)
            try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
            connection.ask(
                ByteBuffer(string: "GET"), method: .GET, wantsBody: wantsBody, written: {},
                completion: { ending in
                    switch ending {
                    case .answered(let assembly, let failure):
                        endings.append(assembly.result(failure: failure, token: token))
                    case .broken(let assembly, let reason, _):
                        endings.append(assembly.result(failure: reason, token: token))
                    }
                })
        } catch {
            return nil
        }
        for piece in pieces where channel.isActive && !piece.isEmpty {
            _ = try? channel.writeInbound(ByteBuffer(bytes: piece))
        }
        _ = try? channel.finish(acceptAlreadyClosed: true)
        return endings.count == 1 ? endings.first : nil
    }
}
