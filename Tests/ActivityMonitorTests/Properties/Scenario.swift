// SPDX-License-Identifier: Apache-2.0
import ActivityMonitor
import PlexModel

/// Everything that is going to happen in one history but what the monitor itself causes. Times are milliseconds since
/// the history's start.
struct Scenario {
    /// Something that happens to the daemon or to what it is told.
    enum Incident {
        /// The administrator reloads.
        case reload(MonitorSettings)
        /// Everything is paused, or no longer.
        case pause(Bool)
        /// The token of a server changes.
        case token(server: String)
        /// The daemon restarts, and is away for so long; with the machine or alone.
        case restart(away: Int, isReboot: Bool)
        /// The machine sleeps for so long.
        case suspend(Int)
        /// Another installation answers at the server's address.
        case identity(server: String, machine: String)
        /// The server's sections are read.
        case sections(server: String)
        /// The monitor is woken although nothing is due.
        case wake
    }

    /// A time in which no poll of a server succeeds.
    struct Outage {
        var server: String
        var from: Int
        var until: Int
        var failure: PollFailure.Kind
    }

    /// A time in which the world stands still and nobody sees it.
    struct Gap {
        /// The instant, on the world's clock.
        var at: Int
        /// For how long, on the daemon's clock.
        var length: Int
        /// Whether polls fail meanwhile; otherwise there are none.
        var polls: Bool
    }

    /// What the scenario follows from.
    var seed: UInt64
    /// When the history ends.
    var length: Int
    /// The configuration at the start.
    var settings: MonitorSettings
    /// The servers.
    var worlds: [String: World]
    /// Who answers at each server's address at the start.
    var machines: [String: String]
    /// What happens when, in order.
    var incidents: [(at: Int, what: Incident)] = []
    /// When polls fail.
    var outages: [Outage] = []
    /// The second of the week at the start; nil where the shell does not tell the local time.
    var secondOfWeek: Int?
    /// Whether polls follow a fixed grid whatever the monitor asks for, so that two runs see the same of the world.
    var isRegular = false
    /// Whether one rule is about one section's scans and nothing else happens.
    var isOfOneTarget = false
    /// A gap, in a scenario with a regular grid.
    var gap: Gap?

    /// The servers' names in order.
    var servers: [String] { self.worlds.keys.sorted() }
}

extension Scenario {
    /// The names of the sections of every server.
    static let sections = [
        LibrarySection(id: SectionID("1"), title: "Shows", kind: "show"),
        LibrarySection(id: SectionID("2"), title: "Movies", kind: "movie"),
    ]

    /// A history in which everything may happen.
    static func random(seed: UInt64) -> Scenario {
        var random = SeededGenerator(seed: seed, "scenario")
        let servers = random.chance(25) ? ["attic", "home"] : ["home"]
        let length = random.number(90...260) * 1_000
        let secondOfWeek = random.chance(85) ? random.number(0...(7 * 86_400 - 1)) : nil
        let rules = RuleGenerator(secondOfWeek: secondOfWeek)
        let settings = rules.settings(servers: servers, &random)
        var scenario = Scenario(
            seed: seed, length: length, settings: settings,
            worlds: Dictionary(
                uniqueKeysWithValues: servers.map { ($0, WorldGenerator.world(of: $0, length: length, &random)) }),
            machines: Dictionary(uniqueKeysWithValues: servers.map { ($0, "machine-\($0)") }),
            secondOfWeek: secondOfWeek)
        if random.chance(5) { scenario.machines["attic"] = "machine-home" }
        scenario.addIncidents(rules, &random)
        scenario.incidents.sort { $0.at < $1.at }
        return scenario
    }

    private mutating func addIncidents(_ rules: RuleGenerator, _ random: inout SeededGenerator) {
        func time() -> Int { random.number(1_000...self.length) }
        let server = self.servers[random.number(0...(self.servers.count - 1))]
        if random.chance(70) { self.incidents.append((500, .sections(server: server))) }
        if random.chance(30) {
            let from = time()
            self.outages.append(
                Outage(
                    server: server, from: from, until: from + random.number(1...40) * 1_000,
                    failure: random.one(of: .unreachable, .timedOut, .unauthorized, .status, .unreadable)))
        }
        for world in self.worlds.values where random.chance(60) {
            for restart in world.restarts {
                self.outages.append(
                    Outage(server: server, from: restart, until: restart + 12_000, failure: .unreachable))
            }
        }
        if random.chance(15) { self.incidents.append((time(), .suspend(random.one(of: 30_000, 61_000, 3_700_000)))) }
        if random.chance(20) {
            let from = time()
            self.incidents.append((from, .pause(true)))
            self.incidents.append((from + random.number(5...60) * 1_000, .pause(false)))
        }
        if random.chance(10) { self.incidents.append((time(), .token(server: server))) }
        if random.chance(25) {
            self.incidents.append(
                (time(), .restart(away: random.number(1...20) * 1_000, isReboot: random.chance(30))))
        }
        if random.chance(8) { self.incidents.append((time(), .identity(server: server, machine: "other"))) }
        if random.chance(30) { self.incidents.append((time(), .wake)) }
        if random.chance(25) {
            var settings = self.settings
            if random.chance(70) { settings = rules.change(of: settings, &random) }
            settings.generation += 1
            self.incidents.append((time(), .reload(settings)))
        }
    }
}
