# SPDX-License-Identifier: Apache-2.0
"""`plex-activityctl events`, `explain --entry` and `replay --journal` on a real journal."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import control
import service
from case import case, expect, wait_for
from configurations import server, stuck_rule
from journal import Journal
from simulator import Simulator


def watch_a_scan(mode="observe"):
    """Starts a service that reports a scan; returns its simulator and its journal."""
    simulator = Simulator()
    service.configure(server(), stuck_rule(mode=mode))
    journal = Journal()
    service.start()
    simulator.start_scan()
    journal.wait_for_event("would-stop" if mode == "observe" else "stop-confirmed")
    return simulator, journal


def cursors(events):
    """The cursors of events."""
    return [event["__CURSOR"] for event in events]


@case
def events_shows_what_the_journal_has():
    _, journal = watch_a_scan("enforce")
    entries = [entry for entry in journal.entries() if "PLEX_EVENT" in entry]
    expect(len(entries) >= 4, f"there are {len(entries)} events only")
    first = f"@{int(entries[0]['__REALTIME_TIMESTAMP']) / 1_000_000:.6f}"
    last = f"@{int(entries[-1]['__REALTIME_TIMESTAMP']) / 1_000_000:.6f}"
    shown = control.events("--since", first, "--until", last)
    expect(cursors(shown) == cursors(entries), "the entries are not those of journalctl")
    for entry, event in zip(entries, shown):
        for name, value in entry.items():
            if name.startswith("PLEX_") or name in ("MESSAGE", "PRIORITY", "MESSAGE_ID", "__REALTIME_TIMESTAMP"):
                expect(event.get(name) == value, f"{name} is {event.get(name)!r}, in the journal {value!r}")
    only = control.events("--since", first, "--event", "stop-requested", "--event", "stop-confirmed")
    expect([event["PLEX_EVENT"] for event in only] == ["stop-requested", "stop-confirmed"], f"--event shows {only}")
    table = control.run("events", "--since", first, "--event", "stop-confirmed").stdout.splitlines()
    expect(len(table) == 1, f"the table has {len(table)} lines")
    columns = table[0].split(None, 6)
    expect(columns[2:5] == ["notice", "stop-confirmed", "home"], f"the line is {table[0]!r}")


@case
def events_ends_with_77_for_a_user_who_may_not_read_the_journal():
    watch_a_scan()
    for arguments in [("events",), ("events", "--json", "--follow")]:
        result = control.run(*arguments, user=65534)
        expect(result.returncode == 77, f"{arguments} ended with {result.returncode}")
        expect(not result.stdout, f"{arguments} shows {result.stdout!r}")
        expect("systemd-journal" in result.stderr, f"it does not say what to do: {result.stderr!r}")
    # A member of the group may read it.
    group = subprocess.run(
        ["setpriv", "--reuid=65534", "--regid=65534", "--groups=systemd-journal", control.PROGRAM, "events"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    expect(group.returncode == 0 and "would-stop" in group.stdout, f"a member of the group sees {group}")


@case
def events_shows_only_the_events_of_the_service():
    watch_a_scan()
    before = cursors(control.events())
    earlier = forged()
    datagram = "\n".join(
        ["SYSLOG_IDENTIFIER=plex-activityd", "PRIORITY=4", "PLEX_EVENT=stop-ineffective", "MESSAGE=forged", ""]
    )
    # The forged entries come from another unit, from a user, and from a process that ends before journald looks at it.
    sender = f"import socket; socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto({datagram!r}.encode(), '/run/systemd/journal/socket')"
    service.command("systemd-run", "--quiet", "--wait", sys.executable, "-c", sender)
    service.command("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", sys.executable, "-c", sender)
    service.command("systemctl", "kill", "--kill-who=main", "--signal=STOP", "systemd-journald.service")
    try:
        service.command("setpriv", "--reuid=1000", "--regid=1000", "--clear-groups", sys.executable, "-c", sender)
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
            connection.sendto(datagram.encode(), "/run/systemd/journal/socket")
    finally:
        service.command("systemctl", "kill", "--kill-who=main", "--signal=CONT", "systemd-journald.service")
    wait_for("the forged entries are in the journal", lambda: forged() == earlier + 4)
    after = control.events()
    expect(cursors(after)[: len(before)] == before, "earlier events are missing")
    expect(not [event for event in after if event["MESSAGE"] == "forged"], "a forged event is shown")


def forged():
    """The number of forged entries in the journal."""
    return len(service.command("journalctl", "--quiet", "--output=json", "MESSAGE=forged").splitlines())


@case
def follow_shows_new_events_over_a_rotation_and_ends_by_a_signal():
    simulator, _ = watch_a_scan()
    for number in (signal.SIGTERM, signal.SIGINT):
        wanted = ["--event", "finished", "--event", "started"]
        path = f"/run/cursor-{number}"
        with control.Follower("--lines", "0", "--cursor-file", path, *wanted) as follower:
            # It stores its start before it waits for new events.
            wait_for("it has found its place", lambda: read(path))
            expect(not follower.events(), f"--lines 0 shows {follower.events()}")
            service.command("journalctl", "--rotate")
            simulator.stop_scan()
            follower.wait_for_event("finished", PLEX_ACTIVITY_TYPE="library.update.section")
            service.command("journalctl", "--rotate", "--vacuum-files=1")
            simulator.start_scan()
            follower.wait_for_event("started", PLEX_ACTIVITY_TYPE="library.update.section")
            expect(len(follower.events()) == 2, f"it shows {follower.events()}")
            follower.process.send_signal(number)
            status = follower.process.wait(timeout=10)
            expect(status == -number, f"after signal {number} it ended with {status}")


@case
def follow_ends_when_its_reader_has_gone():
    watch_a_scan()
    process = subprocess.Popen([control.PROGRAM, "events", "--follow"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    expect(process.stdout.readline(), "it shows nothing")
    process.stdout.close()
    status = process.wait(timeout=10)
    errors = process.stderr.read().decode()
    process.stderr.close()
    expect(status == 0 and not errors, f"it ended with {status}: {errors}")


@case
def a_cursor_file_shows_each_event_exactly_once():
    simulator, journal = watch_a_scan()
    path = "/run/cursor"
    if os.path.exists(path):
        os.unlink(path)
    # Other entries lie between the selected ones, and the cursor may belong to one of them.
    wanted = ["--event", "started", "--event", "finished"]
    first = control.events("--cursor-file", path, *wanted)
    expect(first, "the first run shows nothing")
    expect(control.events("--cursor-file", path, *wanted) == [], "the second run repeats the events of the first")
    simulator.stop_scan()
    journal.wait_for_event("finished", PLEX_ACTIVITY_TYPE="library.update.section")
    second = control.events("--cursor-file", path, *wanted)
    simulator.start_scan()
    wait_for("the next scan", lambda: len(journal.events("started", PLEX_ACTIVITY_TYPE="library.update.section")) >= 2)
    # The third run does not select the entry of this cursor.
    third = control.events("--cursor-file", path, "--event", "started")
    everything = control.events(*wanted)
    expect(cursors(first + second + third) == cursors(everything), "an event is missing, or shown twice")
    expect(second and third, "a later run shows nothing")
    # --follow continues there, and stores its cursor too.
    with control.Follower("--cursor-file", path, *wanted) as follower:
        simulator.stop_scan()
        follower.wait_for_event("finished")
        wait_for("the cursor is noted", lambda: read(path).strip() == follower.events()[-1]["__CURSOR"])
        expect(len(follower.events()) == 1, f"it shows {follower.events()}")


@case
def explain_reprints_a_past_decision():
    _, journal = watch_a_scan("enforce")
    entry = journal.events("stop-requested")[0]
    result = control.run("explain", "--entry", entry["__CURSOR"])
    expect(result.returncode == 0, f"it ended with {result.returncode}: {result.stderr}")
    for text in ["stop-requested", "stuck-test", "mode enforce", "stop-section-refresh", "no-progress-for", "(limit 3s)"]:
        expect(text in result.stdout, f"{text} is not in {result.stdout!r}")
    predicates = json.loads(entry["PLEX_PREDICATES"])
    for predicate in predicates:
        expect(predicate["value"] in result.stdout, f"{predicate} is not in {result.stdout!r}")
    other = control.run("explain", "--entry", entry["__CURSOR"].replace("i=", "i=f"))
    expect(other.returncode == 1, f"for a missing entry it ended with {other.returncode}")


@case
def replay_estimates_from_the_journal_what_another_rule_would_have_stopped():
    simulator = Simulator()
    service.configure(server(), stuck_rule(mode="observe", no_progress="1h"))
    journal = Journal()
    begin = f"@{time.time():.6f}"
    service.start()
    simulator.start_scan()
    journal.wait_for_event("started", PLEX_ACTIVITY_TYPE="library.update.section")
    # With a poll each second, a rule must hold for 22 s longer, and an activity counts until 11 s before its end.
    time.sleep(50)
    simulator.stop_scan()
    journal.wait_for_event("finished", PLEX_ACTIVITY_TYPE="library.update.section")
    for name, threshold in (("early", "5s"), ("late", "10m")):
        service.write(f"/run/{name}.toml", stuck_rule(name=name, mode="observe", no_progress=threshold), 0o644)
    over = ("replay", "--journal", "--since", begin)
    others = ("--rules", "/run/early.toml", "--rules", "/run/late.toml")
    result = control.run(*over, *others)
    expect(result.returncode == 0, f"it ended with {result.returncode}: {result.stderr}")
    lines = result.stdout.splitlines()
    expect(lines[0].startswith("ESTIMATE from "), f"it does not say that it is an estimate: {lines[0]!r}")
    expect("early: 1 would-stop" in lines and "late: nothing" in lines, f"it shows {result.stdout!r}")
    stops = [json.loads(line) for line in control.run(*over, "--json", *others).stdout.splitlines()]
    expect(
        [(stop["PLEX_RULE"], stop["ESTIMATE"], stop["PLEX_REMEDY"]) for stop in stops]
        == [("early", "1", "stop-section-refresh")],
        f"as JSON it shows {stops}",
    )
    # Without --rules it uses the rules of the configuration.
    own = control.run(*over)
    expect("stuck-test: nothing" in own.stdout.splitlines(), f"by the configuration it shows {own.stdout!r}")
    refused = control.run(*over, user=65534)
    expect(refused.returncode in (77, 78) and not refused.stdout, f"a user without rights sees {refused}")
    refused = control.run(*over, "--rules", "/run/early.toml", user=65534)
    expect(refused.returncode == 77 and not refused.stdout, f"a user without rights sees {refused}")


def read(path):
    """The content of a file; empty without the file."""
    try:
        with open(path, encoding="utf-8") as file:
            return file.read()
    except FileNotFoundError:
        return ""
