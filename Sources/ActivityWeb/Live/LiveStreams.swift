// SPDX-License-Identifier: Apache-2.0
import NIOCore
import NIOHTTP1

/// The pages that follow the server. It lives on one event loop.
final class LiveStreams {
    /// How often a silent stream shows that it lives, in ticks of a second.
    static let pingTicks = 20

    private struct Page {
        var channel: any Channel
        var ticksBlocked = 0
    }

    private let limits: WebLimits
    private var pages: [ObjectIdentifier: Page] = [:]
    private var cursor: String?
    private var version = 0
    private var ticks = 0

    /// Nobody follows yet.
    init(limits: WebLimits) {
        self.limits = limits
    }

    /// Whether nobody follows.
    var isEmpty: Bool { self.pages.isEmpty }
    /// Whether one more page may follow.
    var hasRoom: Bool { self.pages.count < self.limits.pages }

    /// Adds a page.
    ///
    /// - Parameter lastEvent: The journal cursor that it saw last. A page that missed something is told at once.
    func add(_ channel: any Channel, lastEvent: String?) {
        self.pages[ObjectIdentifier(channel)] = Page(channel: channel)
        Self.write("retry: 3000\n\n", to: channel)
        if let lastEvent, lastEvent != self.cursor { self.tell(channel) }
    }

    /// Forgets a page.
    func remove(_ channel: any Channel) {
        self.pages[ObjectIdentifier(channel)] = nil
    }

    /// A second has passed: tells the pages about a change, or that the stream lives.
    func tick(version: Int, cursor: String?) {
        self.ticks += 1
        let isChange = version != self.version
        (self.version, self.cursor) = (version, cursor)
        for (key, page) in self.pages {
            guard page.channel.isWritable else {
                self.pages[key]?.ticksBlocked += 1
                if page.ticksBlocked >= self.limits.blockedSeconds { page.channel.close(promise: nil) }
                continue
            }
            self.pages[key]?.ticksBlocked = 0
            if isChange {
                self.tell(page.channel)
            } else if self.ticks % Self.pingTicks == 0 {
                Self.write(": \n\n", to: page.channel)
            }
        }
    }

    private func tell(_ channel: any Channel) {
        // A cursor is printable and has no line break: libsystemd makes it.
        let identifier = self.cursor.map { "id: \($0)\n" } ?? ""
        Self.write("\(identifier)event: change\ndata: \(self.version)\n\n", to: channel)
    }

    private static func write(_ text: String, to channel: any Channel) {
        channel.writeAndFlush(HTTPServerResponsePart.body(.byteBuffer(ByteBuffer(string: text))), promise: nil)
    }
}
