// SPDX-License-Identifier: Apache-2.0

/// The frame of the pages that `plex-activity-web` shows: its style sheet and its script are files of their own, so that
/// the Content-Security-Policy needs no exception.
package struct WebPage {
    /// The pages in the navigation.
    package enum Place: Hashable, Sendable, CaseIterable {
        /// What runs now.
        case now
        /// The events.
        case events
        /// The rules.
        case rules
        /// The report of a week.
        case report

        var address: StaticString {
            switch self {
            case .now: "/"
            case .events: "/events"
            case .rules: "/rules"
            case .report: "/report"
            }
        }
    }

    /// The place of the page; nil for a page outside of the navigation.
    let place: Place?
    /// The title.
    let title: String
    /// Whether the page follows the server by itself.
    let isLive: Bool

    /// A page at a place.
    package init(_ place: Place?, title: String, isLive: Bool = false) {
        self.place = place
        self.title = title
        self.isLive = isLive
    }

    /// The page in UTF-8 with this content.
    package func bytes(content: (inout Markup) -> Void) -> [UInt8] {
        var page = Markup()
        page.verbatim("<!doctype html>\n")
        page.element("html", .fixed("lang", English.language)) { page in
            page.element("head") { head in
                head.element("meta", .fixed("charset", "utf-8"))
                head.element(
                    "meta", .fixed("name", "viewport"), .fixed("content", "width=device-width, initial-scale=1"))
                head.element("meta", .fixed("name", "color-scheme"), .fixed("content", "light dark"))
                head.element("title", text: "\(self.title) – \(English.program)")
                head.element("link", .fixed("rel", "stylesheet"), .link("/style.css"))
                if self.isLive {
                    head.element("script", .fixed("src", "/live.js"), .fixed("defer", "defer"), text: "")
                }
            }
            page.line()
            page.element("body") { page in
                page.element("svg", .class("defs"), .fixed("aria-hidden", "true")) { Symbols.draw(into: &$0) }
                page.element("a", .class("skip"), .link("#content"), text: English.skipNavigation)
                self.drawNavigation(into: &page)
                page.element("main", .fixed("id", "content")) { content(&$0) }
            }
        }
        page.line()
        return page.bytes
    }

    /// A page with one sentence, for errors.
    package static func message(_ title: String, _ text: String) -> [UInt8] {
        WebPage(nil, title: title).bytes { page in
            page.element("section") { section in
                section.element("h1", text: title)
                section.element("p", text: text)
            }
        }
    }

    /// Draws the links to all pages.
    func drawNavigation(into page: inout Markup) {
        page.element("nav", .text(.label, English.pages)) { nav in
            for place in Place.allCases {
                nav.element(
                    "a", .link(place.address), .fixed("aria-current", "page", if: place == self.place),
                    text: English.place(place))
            }
            if self.isLive { nav.element("span", .fixed("id", "live"), .fixed("role", "status"), text: "") }
        }
    }
}
