# SPDX-License-Identifier: Apache-2.0
"""Thousands of activities at once, and a journald that restarts: each event is in the journal."""

import os
import signal
import time

import service
from case import case, expect, wait_for
from configurations import server
from journal import Journal
from simulator import IDENTIFIER, Simulator

COUNT = 10_000
# The longest time from the first entry to the last.
LIMIT_SECONDS = 10.0

# When the analyses begin, in seconds after the start of the simulator: long after the daemon's first poll.
BEGIN = 12

# One scan, and many analyses that appear in one list.
BURST = f"""
[server]
machine-identifier = "{IDENTIFIER}"

[[section]]
id = "1"
title = "Movies"

[[activity]]
type = "library.update.section"
title = "Scanning Movies"
section = "1"
duration = "1d"

[[activity]]
type = "media.generate.credits"
title = "Detecting Credits"
subtitle = "A title of the usual length"
section = "1"
start = "{BEGIN}s"
copies = {COUNT}
duration = "1d"
steps = 1
"""


def memory(process):
    """The anonymous and the greatest resident memory of a process, in MiB."""
    with open(f"/proc/{process}/status", encoding="utf-8") as file:
        fields = dict(line.split(":", 1) for line in file.read().splitlines() if ":" in line)
    return [int(fields[name].split()[0]) / 1024 for name in ["RssAnon", "VmHWM"]]


def started(journal):
    """The entries of analyses that started."""
    return journal.events("started", PLEX_ACTIVITY_TYPE="media.generate.credits")


def expect_each_once(entries):
    """Each activity is told to start once."""
    uuids = {entry["PLEX_ACTIVITY_UUID"] for entry in entries}
    expect(len(uuids) == COUNT, f"{len(uuids)} of {COUNT} activities were told to start")
    expect(len(entries) == COUNT, f"{len(entries)} entries for {COUNT} activities")


def expect_nothing_suppressed(journal):
    """Neither journald nor the daemon dropped an entry."""
    notes = service.command(
        "journalctl", "--quiet", "--identifier=systemd-journald", "--output=cat", "--grep=Suppressed", check=False)  # fmt: skip
    expect(service.UNIT not in notes, f"journald dropped entries: {notes.strip()}")
    lost = [entry["MESSAGE"] for entry in journal.entries("PRIORITY=4") if "JOURNAL_LOST" in entry]
    expect(not lost, f"the daemon lost entries: {lost}")


def start_watching():
    """A service that watches one scan of a server, and the journal and the time of the coming burst."""
    begin = time.monotonic() + BEGIN
    Simulator(BURST)
    service.configure(server())
    journal = Journal()
    service.start()
    journal.wait_for_event("started", PLEX_ACTIVITY_TYPE="library.update.section")
    expect(time.monotonic() < begin, "the daemon began to watch too late")
    return journal, begin


@case
def ten_thousand_activities_at_once_are_ten_thousand_entries():
    journal, begin = start_watching()
    process = service.main_process()
    peak = 0.0
    while time.monotonic() < begin + 15:
        peak = max(peak, memory(process)[0])
        time.sleep(0.02)
    entries = started(journal)
    expect_each_once(entries)
    expect_nothing_suppressed(journal)
    times = [int(entry["__MONOTONIC_TIMESTAMP"]) / 1_000_000 for entry in entries]
    took = max(times) - min(times)
    print(
        f"    {COUNT} entries in {took:.1f} s, {max(times) - begin:.1f} s after they began; "
        f"anonymous memory {peak:.1f} MiB at most, all resident memory {memory(process)[1]:.1f} MiB"
    )
    expect(took < LIMIT_SECONDS, f"the entries took {took:.1f} s")
    expect(service.main_process() == process, "the daemon was restarted")


@case
def a_journald_that_restarts_in_a_burst_loses_nothing():
    journal, _ = start_watching()
    process = service.main_process()
    wait_for("the first of the entries", lambda: started(journal), 40)
    service.command("systemctl", "restart", "systemd-journald.service")
    wait_for("all entries", lambda: len(started(journal)) >= COUNT, 40)
    expect_each_once(started(journal))
    expect_nothing_suppressed(journal)
    expect(service.main_process() == process, "the daemon was restarted")


@case
def a_journald_that_stops_in_a_burst_loses_nothing():
    journal, begin = start_watching()
    process = service.main_process()
    journald = int(service.command("systemctl", "show", "--property=MainPID", "--value", "systemd-journald.service"))
    os.kill(journald, signal.SIGSTOP)
    try:
        # The burst, and then a minute in which nothing can be told.
        wait_for("the minute is over", lambda: time.monotonic() > begin + 60, 90)
        expect(service.main_process() == process, "the daemon was restarted")
    finally:
        os.kill(journald, signal.SIGCONT)
    wait_for("all entries", lambda: len(started(journal)) >= COUNT, 40)
    expect_each_once(started(journal))
    expect_nothing_suppressed(journal)
