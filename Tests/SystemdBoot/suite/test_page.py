# SPDX-License-Identifier: Apache-2.0
"""The page: started by the first request, ended when idle, and able to read the journal and the status alone."""

import re
import urllib.error
import urllib.request

import service
from case import case, expect, wait_for
from configurations import server, stuck_rule
from journal import Journal
from simulator import Simulator

ADDRESS = "http://127.0.0.1:8321"
SOCKET = "plex-activity-web.socket"
UNIT = "plex-activity-web.service"
PROBE = "/etc/systemd/system/plex-activity-probe.service"


def ask(path, **headers):
    """The status and body of an answer of the page."""
    request = urllib.request.Request(ADDRESS + path, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def state():
    return service.command("systemctl", "show", "--property=ActiveState", "--value", UNIT).strip()


def reset():
    service.command("systemctl", "stop", UNIT, SOCKET, check=False)
    service.command("systemctl", "reset-failed", UNIT, SOCKET, check=False)


@case
def the_page_starts_with_a_request_and_shows_a_stop_without_being_asked_again():
    reset()
    simulator = Simulator()
    service.configure(server(), stuck_rule())
    journal = Journal()
    service.command("systemctl", "start", SOCKET)
    expect(state() == "inactive", "the page runs before the first request")
    status, page = ask("/")
    expect(status == 200 and "plex-activityd does not run" in page, f"without the daemon: {status} {page[:500]}")
    expect(state() == "active", "the first request has not started the page")
    service.start()
    simulator.start_scan()
    live = urllib.request.urlopen(ADDRESS + "/live", timeout=30)
    journal.wait_for_event("started")
    wait_for("the page shows the scan", lambda: "Library scan, Movies" in ask("/")[1])
    journal.wait_for_event("stop-confirmed")
    # The marks of earlier tests may be merged with this one's in the timeline.
    wait_for("the page counts the stop", lambda: "1 of 10 stops in the last hour" in ask("/")[1])
    wait_for("the page lists the stop", lambda: "ended within" in ask("/events")[1])
    changes = [live.readline().decode() for _ in range(8)]
    expect("event: change\n" in changes, f"the live stream says {changes}")
    expect(any(re.match(r"id: s=[0-9a-f]+;", line) for line in changes), f"no cursor in {changes}")
    live.close()
    expect('"PLEX_EVENT":"stop-confirmed"' in ask("/api/events?event=stop-confirmed")[1], "no event in /api/events")
    expect("plex_activityd_up 1" in ask("/metrics")[1], "no metrics")
    expect(ask("/", Host="evil.example")[0] == 421, "another Host is answered")
    reset()


@case
def the_page_ends_when_nobody_needs_it_and_comes_back():
    reset()
    service.write(
        f"/run/systemd/system/{UNIT}.d/idle.conf",
        "[Service]\nExecStart=\nExecStart=/usr/bin/plex-activity-web --idle 2\n")
    service.command("systemctl", "daemon-reload")
    service.command("systemctl", "start", SOCKET)
    for _ in range(2):
        expect(ask("/live.js")[0] == 200, "no answer")
        wait_for("the page ends", lambda: state() == "inactive")
    service.command("rm", "-r", f"/run/systemd/system/{UNIT}.d")
    service.command("systemctl", "daemon-reload")
    reset()


@case
def the_page_may_read_the_journal_and_the_status_alone():
    reset()
    Simulator()
    service.configure(server())
    service.write("/etc/plex-activityd/token", "a-secret-token\n", 0o600)
    service.start()
    # Its unit, with a shell instead of the program.
    unit = service.command("cat", f"/usr/lib/systemd/system/{UNIT}")
    script = (
        "head -c 1 /run/plex-activityd/status.json | grep -q . && echo may-read-the-status; "
        "journalctl -n 1 -u plex-activityd | grep -q plex-activityd && echo may-read-the-journal; "
        "cat /etc/plex-activityd/* && echo MAY-READ-THE-CONFIGURATION; "
        "ls /var/lib/private/ /var/lib/plex-activityd/ && echo MAY-READ-THE-STATE; "
        "touch /run/plex-activityd/pause && echo MAY-PAUSE; "
        "cat /proc/1/environ && echo MAY-READ-PROCESSES; "
        "bash -c 'exec 3<>/dev/tcp/127.0.0.1/32400' && echo MAY-SPEAK-TO-PLEX; "
        f"kill -0 {service.main_process()} && echo MAY-SIGNAL; "
        "echo probed"
    )
    unit = re.sub(r"(?m)^(Requires|After)=.*\n", "", unit)
    unit = unit.replace("Type=exec", "Type=oneshot").replace(
        "ExecStart=/usr/bin/plex-activity-web", f'ExecStart=/bin/sh -c "{script}"')
    service.write(PROBE, unit)
    service.command("systemctl", "daemon-reload")
    service.command("systemctl", "start", "plex-activity-probe", check=False)
    said = service.command("journalctl", "--output=cat", "--unit=plex-activity-probe")
    for word in ("may-read-the-status", "may-read-the-journal", "probed"):
        expect(word in said, f"{word} is missing: {said}")
    for word in re.findall(r"^MAY-[A-Z-]+$", said, re.MULTILINE):
        expect(False, f"the sandbox: {word}: {said}")
    expect("a-secret-token" not in said, "the token is visible")
    service.command("rm", PROBE)
    service.command("systemctl", "daemon-reload")


@case
def the_unit_of_the_page_exposes_little():
    service.command("systemd-analyze", "security", "--threshold=12", UNIT)
    service.command("systemd-analyze", "verify", "--man=no", f"/usr/lib/systemd/system/{SOCKET}")
