# SPDX-License-Identifier: Apache-2.0
"""Stops in the journal, and the end of the daemon itself."""

import json
import os
import time

import service
from case import case, expect, wait_for
from configurations import server, stuck_rule
from evidence import activities
from journal import Journal
from recorder import Recorder
from simulator import IDENTIFIER, Simulator


@case
def a_confirmed_stop_is_in_the_journal_with_its_fields():
    simulator = Simulator()
    service.configure(server(), stuck_rule())
    journal = Journal()
    service.start()
    simulator.start_scan()
    entry = journal.wait_for_event("stop-confirmed")
    expect(not simulator.has_scan(), "the server still shows the scan")

    wanted = {
        "_SYSTEMD_UNIT": service.UNIT,
        "SYSLOG_IDENTIFIER": "plex-activityd",
        "PRIORITY": "5",
        "PLEX_SERVER": "home",
        "PLEX_SERVER_ID": IDENTIFIER,
        "PLEX_ACTIVITY_TYPE": "library.update.section",
        "PLEX_ACTIVITY_TITLE": "Scanning Movies",
        "PLEX_PROGRESS": "42",
        "PLEX_SECTION_ID": "1",
        "PLEX_SECTION": "Movies",
        "PLEX_RULE": "stuck-test",
        "PLEX_RULE_FILE": f"{service.CONFIGURATION}/rules.d/test.toml",
        "PLEX_RULE_MODE": "enforce",
        "PLEX_REMEDY": "stop-section-refresh",
        "PLEX_ATTEMPT": "1",
        "PLEX_CONFIG_GENERATION": "1",
    }
    for field, value in wanted.items():
        expect(entry.get(field) == value, f"{field} is {entry.get(field)!r}, not {value!r}")
    for field in ["MESSAGE", "MESSAGE_ID", "PLEX_ACTIVITY_UUID", "PLEX_SERVER_VERSION", "PLEX_CANCELLABLE"]:
        expect(entry.get(field), f"{field} is missing")
    json.loads(entry["PLEX_CONTEXT"])
    expect(int(entry["PLEX_STALLED_USEC"]) >= 3_000_000, f"stopped after {entry['PLEX_STALLED_USEC']} us without progress")
    expect(int(entry["PLEX_AGE_USEC"]) >= int(entry["PLEX_STALLED_USEC"]), "stalled for longer than it ran")

    uuid = entry["PLEX_ACTIVITY_UUID"]
    told = [event["PLEX_EVENT"] for event in journal.entries(f"PLEX_ACTIVITY_UUID={uuid}") if "PLEX_EVENT" in event]
    told = [event for event in told if event in ("started", "stop-requested", "stop-confirmed")]
    expect(told == ["started", "stop-requested", "stop-confirmed"], f"the scan's events are {told}")
    request = journal.events("stop-requested")[0]
    answer = request.get("PLEX_HTTP_STATUS")
    expect(answer == "200", f"PLEX_HTTP_STATUS of the request is {answer!r}")
    conditions = request.get("PLEX_PREDICATES", "")
    expect("no-progress-for" in conditions, f"PLEX_PREDICATES of the request is {conditions!r}")
    json.loads(conditions)


@case
def an_observing_rule_says_what_it_would_do_and_does_not():
    simulator = Simulator()
    service.configure(server(), stuck_rule(mode="observe"))
    journal = Journal()
    service.start()
    simulator.start_scan()
    journal.wait_for_event("would-stop", PLEX_RULE="stuck-test")
    age = scan_age()
    process = service.main_process()
    wait_for("three more seconds of evidence", lambda: scan_age() >= age + 3)
    expect(not journal.events("stop-requested"), "it asked for a stop")
    expect(simulator.has_scan(), "the scan is gone")
    expect(service.main_process() == process, "the daemon was restarted")


def scan_age():
    """The age of a scan in seconds of evidence; 0 without a scan."""
    scans = [scan for scan in activities(service.status()) if scan.get("type") == "library.update.section"]
    return max((scan["ageMicroseconds"] / 1_000_000 for scan in scans), default=0)


@case
def it_stops_within_five_seconds_while_a_request_hangs():
    with Recorder(is_open=False) as recorder:
        service.configure(server(recorder.url, request_timeout="30s"))
        service.start()
        expect(recorder.requests, "no request is under way")
        journal = Journal()
        process = service.main_process()
        start = time.monotonic()
        service.command("systemctl", "stop", service.UNIT)
        elapsed = time.monotonic() - start
    result = service.properties("ActiveState", "Result")
    expect(result == ["inactive", "success"], f"ActiveState, Result are {result}")
    expect("timed out" not in journal.messages(), "it had to be killed")
    expect(elapsed < 5, f"it took {elapsed:.1f} s")
    expect(not os.path.exists(f"/proc/{process}"), "the process is still there")


@case
def systemd_starts_no_remote_connection_until_the_drop_in_allows_it():
    address = "192.0.2.32"
    service.command("ip", "address", "replace", f"{address}/32", "dev", "lo")
    service.require_address_filter()
    with Recorder(address) as recorder:
        service.configure(server(recorder.url, request_timeout="2s"))
        journal = Journal()
        service.start()
        entry = journal.wait_for_event("server-unreachable")
        expect("IPAddressAllow" in entry["MESSAGE"], f"the entry does not name the cure: {entry['MESSAGE']}")
        expect(not recorder.requests, "a request reached the server")
        with open("/usr/share/doc/plex-activityd/examples/remote-server.conf", encoding="utf-8") as file:
            example = file.read().replace("#IPAddressAllow=192.168.1.4", f"IPAddressAllow={address}")
        service.write(f"{service.DROP_INS}/remote-server.conf", example)
        service.command("systemctl", "daemon-reload")
        service.command("systemctl", "restart", service.UNIT)
        wait_for("a request", lambda: recorder.requests)
