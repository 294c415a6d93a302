// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import MonitorConfiguration
import PlexModel
import Testing

@Suite("Servers, journal and safety")
struct ServerTests {
    @Test("a server of a url alone has the documented defaults")
    func defaults() throws {
        let configuration = try load(main: "[[server]]\nurl = \"https://Plex.Example:8443/plex/\"")
        #expect(
            configuration.servers == [
                ServerConfiguration(
                    name: "plex.example", url: "https://Plex.Example:8443/plex", tokenFile: nil,
                    pollInterval: .seconds(10), requestTimeout: .seconds(10), notifications: .eventsource,
                    clientIdentifier: nil, tlsCAFile: nil, tlsVerify: .full, connectTo: nil)
            ])
        #expect(configuration.warnings.isEmpty)
        #expect(configuration.files == ["/c/plex-activityd.toml"])
        #expect(configuration.safety.maximumStopsPerHour == 10)
        #expect(configuration.journal.showsTitles)
    }

    @Test("every key of a server, of the journal and of safety is taken over")
    func everyKey() throws {
        let configuration = try load(
            main: """
                [[server]]
                name = "attic"
                url = "https://[2001:db8::1]:32400"
                token-file = "/run/token"
                poll-interval = "1m30s"
                request-timeout = "2m"
                notifications = "websocket"
                client-identifier = "a:b"
                tls-ca-file = "/etc/ca.pem"
                tls-verify = "certificate"
                connect-to = "192.168.1.4"
                [journal]
                titles = false
                progress-interval = "1m"
                quiet = []
                [safety]
                max-stops-per-hour = 3
                protect = ["library.update.section"]
                unprotect = ["butler", "media.download"]
                """)
        #expect(
            configuration.servers == [
                ServerConfiguration(
                    name: "attic", url: "https://[2001:db8::1]:32400", tokenFile: "/run/token",
                    pollInterval: .seconds(90), requestTimeout: .seconds(120), notifications: .websocket,
                    clientIdentifier: "a:b", tlsCAFile: "/etc/ca.pem", tlsVerify: .certificate,
                    connectTo: "192.168.1.4")
            ])
        #expect(!configuration.journal.showsTitles)
        #expect(configuration.journal.progressInterval == .seconds(60))
        #expect(configuration.journal.quietTypes.isEmpty)
        #expect(configuration.safety.maximumStopsPerHour == 3)
        let protected = configuration.safety.protectedTypes.map(\.rawValue).sorted()
        #expect(
            protected == [
                "grabber.grab", "library.update.section", "media.offline.transcode", "provider.epg.load",
            ])
        #expect(configuration.unprotected.map(\.rawValue) == ["butler", "media.download"])
        let settings = configuration.monitorSettings(generation: 7, textHashKey: .init(1, 2))
        #expect(settings.generation == 7)
        #expect(settings.servers.map(\.name) == ["attic"])
        #expect(settings.servers.map(\.pollInterval) == [.seconds(90)])
    }

    /// A line in `[[server]]`, and what is said of it.
    @Test(
        "what is wrong with a server is said with its line, key, value and what would be right",
        arguments: [
            ("poll-intervall = \"5s\"", "poll-intervall = \"5s\": unknown key; did you mean \"poll-interval\"?"),
            ("poll_interval = \"5s\"", "poll_interval = \"5s\": unknown key; did you mean \"poll-interval\"?"),
            ("poll-interval = 5", "poll-interval = 5: must be \(form), in quotes"),
            ("poll-interval = \"5\"", "poll-interval = \"5\": must be \(form); did you mean \"5s\"?"),
            ("poll-interval = \"5 S\"", "poll-interval = \"5 S\": must be \(form); did you mean \"5s\"?"),
            ("poll-interval = \"-5s\"", "poll-interval = \"-5s\": must be \(form); it cannot be negative"),
            ("poll-interval = \"999ms\"", "poll-interval = \"999ms\": must be from 1s to 1h"),
            ("poll-interval = \"1h1ms\"", "poll-interval = \"1h1ms\": must be from 1s to 1h"),
            ("request-timeout = \"2m1s\"", "request-timeout = \"2m1s\": must be from 1s to 2m"),
            (
                "notifications = \"event-source\"",
                "notifications = \"event-source\": must be one of \"eventsource\", \"websocket\", \"none\"; "
                    + "did you mean \"eventsource\"?"
            ),
            ("notifications = false", "notifications = false: must be one of \"eventsource\", \"websocket\", \"none\""),
            ("tls-verify = \"off\"", "tls-verify = \"off\": must be one of \"full\", \"certificate\", \"none\""),
            (
                "token-file = \"s3cret\"",
                "token-file: must be the absolute path of a file, in quotes, such as \"/etc/…\""
            ),
            ("token = \"s3cret\"", "token: \(token)"),
            ("X-Plex-Token = \"s3cret\"", "X-Plex-Token: \(token)"),
            ("tokn = \"s3cret\"", "tokn: \(token)"),
            ("password = \"s3cret\"", "password: \(token)"),
            (
                "connect-to = \"http://x\"",
                "connect-to = \"http://x\": must have only the letters, digits, '-', '.' and ':' of an address or host name, at most 253 in all"
            ),
            ("client-identifier = \"\"", "client-identifier = \"\": must not be empty; leave the key out instead"),
            ("titles = true", "titles = true: unknown key here; move it to [journal]"),
            (
                "frequency = 2",
                "frequency = 2: unknown key; known here: name, url, token-file, poll-interval, request-timeout, "
                    + "notifications, client-identifier, tls-ca-file, tls-verify, connect-to"
            ),
            (
                "\"a\\u001b[2Jb\" = 2",
                "\"a\u{FFFD}[2Jb\" = 2: unknown key; known here: name, url, token-file, poll-interval, request-timeout, notifications, client-identifier, tls-ca-file, tls-verify, connect-to"
            ),
        ] as [(String, String)])
    func problem(line: String, expected: String) {
        let escaped = line.hasPrefix("\"a") ? "1" : "4"
        #expect(findings(main: goodMain.trimmed + "\n" + line) == ["main:\(escaped): server[1].\(expected)"])
    }

    @Test(
        "a url that may hold a token or password is not shown",
        arguments: [
            "http://h/?X-Plex-Token=s3cret", "http://user:s3cret@h", "http://h#s3cret", "ftp://token-s3cret",
        ])
    func secretURL(url: String) {
        let found = findings(main: "[[server]]\nurl = \"\(url)\"")
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.hasPrefix("main:2: server[1].url: must") && !$0.contains("s3cret") })
    }

    @Test(
        "a url that is none is refused",
        arguments: [
            "", "127.0.0.1:32400", "http:/h", "http://", "http://:80", "http://h:0", "http://h:65536", "http://h:x",
            "http://h:", "http://[::1", "http://[h]", "http://a b", "http://é", "http://h/../x", "http://h//x",
            "http://h/%2e", "file:///etc", "HTTP//h", "http://.h",
        ])
    func badURL(url: String) {
        let found = findings(main: "[[server]]\nname = \"a\"\nurl = \"\(url)\"")
        #expect(found.count == 1)
        #expect(found.allSatisfy { $0.hasPrefix("main:3: server[1].url = \"\(url)\": must ") })
    }

    @Test("a token that lost its quotes is not shown either")
    func unquotedToken() {
        #expect(
            findings(main: goodMain + "token = xxs3cretTokenOf20Chars") == [
                "main:4: this value needs quotes"
            ])
    }

    @Test(
        "what is wrong with the other tables is said",
        arguments: [
            ("", "main: server: at least one is required: [[server]] with url = \"http://127.0.0.1:32400\""),
            ("server = []", "main:1: server = []: at least one is required"),
            ("[server]\nurl = \"http://h\"", "main:1: server: there can be several: write [[server]]"),
            ("[[server]]", "main:1: server[1].url: is required, such as \"http://127.0.0.1:32400\""),
            (
                "[[server]]\nurl = \"http://[::1]\"",
                "main:1: server[1].name: is required, because the url's host has characters other than letters, digits, '-', '.' and '_'"
            ),
            (
                "[[server]]\nurl = \"http://a\"\n[[server]]\nname = \"a\"\nurl = \"http://b\"",
                "main:4: server[2].name = \"a\": another server has this name, in /c/plex-activityd.toml:1; "
                    + "choose a name that is unique"
            ),
            (goodMain + "[jornal]", "main:4: jornal: unknown key; did you mean \"journal\"?"),
            (goodMain + "[[journal]]", "main:4: journal: must be one table, written [journal]"),
            (
                goodMain + "[journal]\ntitles = \"yes\"",
                "main:5: journal.titles = \"yes\": must be true or false, without quotes"
            ),
            (
                goodMain + "[journal]\nquiet = [\"library.update.sektion\"]",
                "main:5: warning: journal.quiet = [\"library.update.sektion\"]: no such type; "
                    + "did you mean library.update.section"
            ),
            (
                goodMain + "[safety]\nprotect = [\"library.*\"]",
                "main:5: safety.protect = [\"library.*\"]: must spell every type out; wildcards have no meaning here"
            ),
            (
                goodMain + "[safety]\nmax-stops-per-hour = 0",
                "main:5: safety.max-stops-per-hour = 0: must be a whole number from 1 to 1000, without quotes"
            ),
            (
                goodMain + "[safety]\nmax-stops-per-hour = 1.5",
                "main:5: safety.max-stops-per-hour = 1.5: must be a whole number from 1 to 1000, without quotes"
            ),
            (
                goodMain + "[safety]\nunprotect = [\"library.update.section\"]",
                "main:5: warning: safety.unprotect = [\"library.update.section\"]: \"library.update.section\" is not "
                    + "protected anyway"
            ),
            (
                goodMain + "[safety]\nenforce = [\"x\"]",
                "main:5: safety.enforce = [\"x\"]: there is no rule \"x\""
            ),
            (
                goodMain + "[safety]\nnot-during = \"backup\"",
                "main:5: safety.not-during = \"backup\": there is no [window.backup]"
            ),
            (
                goodMain + "[safety]\nnot-during = \"all\"\n[window.all]\nfrom = \"00:00\"\nto = \"24:00\"",
                "main:5: warning: safety.not-during = \"all\": is open all week: no rule ever stops anything"
            ),
        ] as [(String, String)])
    func table(main: String, expected: String) {
        #expect(findings(main: main).joined(separator: "\n") == expected)
    }
}

private let form = "a duration such as \"250ms\", \"30s\", \"5m\", \"2h\", \"1d\" or a sum such as \"1h30m\""
private let token =
    "unknown key; a token must not be in this file: put it into "
    + "/etc/plex-activityd/token, or name another file with token-file in [[server]]"

extension String {
    /// The text without line ends at its end.
    fileprivate var trimmed: String {
        var text = Substring(self)
        while text.last == "\n" { text = text.dropLast() }
        return String(text)
    }
}
