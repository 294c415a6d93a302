// SPDX-License-Identifier: Apache-2.0
import PlexModel
import Testing

@Suite("Activity")
struct ActivityTests {
    @Test(
        "the section is what the Context names, as a string or an integer",
        arguments: [
            (.object([.init("librarySectionID", "3")]), SectionID("3")),
            (.object([.init("librarySectionID", 3)]), SectionID("3")),
            (.object([.init("key", "/library/metadata/1"), .init("librarySectionID", "3")]), SectionID("3")),
            // An empty key would make the path of another request.
            (.object([.init("librarySectionID", "")]), nil),
            (.object([.init("librarySectionID", .null)]), nil),
            (.object([.init("librarySectionID", .number(3.5))]), nil),
            (.object([.init("librarySectionID", true)]), nil),
            (.object([.init("librarySectionID", .array(["3"]))]), nil),
            (.object([.init("key", "/library/metadata/1")]), nil),
            (.object([]), nil),
            (.array([.object([.init("librarySectionID", "3")])]), nil),
            (.string("3"), nil),
            (nil, nil),
        ] as [(JSONValue?, SectionID?)])
    func sectionID(context: JSONValue?, sectionID: SectionID?) {
        let activity = Activity(id: ActivityID("1"), type: .libraryUpdateSection, context: context)
        #expect(activity.sectionID == sectionID)
    }

    @Test("what the server did not say is unknown, not a default")
    func unknowns() {
        let activity = Activity(id: ActivityID("1"), type: .libraryUpdateSection)
        #expect(activity.progress == .unknown)
        #expect(activity.isCancellable == nil)
        #expect(activity.userID == nil)
        #expect(activity.context == nil)
        #expect(activity.response == nil)
    }
}
