# SPDX-License-Identifier: Apache-2.0
"""Windows follow the machine's time zone, and a change of it."""

import datetime
import os
import struct

import service
from case import case, expect, wait_for
from configurations import server, stuck_rule
from journal import Journal
from simulator import Simulator

LOCAL_TIME = "/etc/localtime"


def zone(hours):
    """A time zone file of one offset from UTC: tzfile(5)."""
    header = b"TZif" + b"2" + bytes(15)
    counts = struct.pack(">6l", 0, 0, 0, 0, 1, 4)
    body = struct.pack(">lbb", hours * 3600, 0, 0) + b"ABC\0"
    return (header + counts + body) * 2 + b"\nABC%+d\n" % -hours


def set_zone(hours):
    """Gives the machine a time zone, as timedatectl does: by another file."""
    new = f"/etc/zone.{hours}"
    service.write(new, zone(hours))
    link = f"{LOCAL_TIME}.new"
    if os.path.lexists(link):
        os.unlink(link)
    os.symlink(new, link)
    os.rename(link, LOCAL_TIME)


@case
def a_window_follows_a_change_of_the_time_zone():
    before = os.readlink(LOCAL_TIME) if os.path.islink(LOCAL_TIME) else None
    try:
        set_zone(0)
        simulator = Simulator()
        # The window is open now in the zone five hours east of here, and not here.
        there = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=5)
        window = (
            "[window.there]\n"
            f'from = "{(there - datetime.timedelta(hours=1)).strftime("%H:%M")}"\n'
            f'to = "{(there + datetime.timedelta(hours=1)).strftime("%H:%M")}"\n'
        )
        rule = stuck_rule(mode="observe").replace('no-progress-for = "3s"', 'no-progress-for = "3s"\nduring = "there"')
        service.configure(server(), window + rule)
        journal = Journal()
        service.start()
        simulator.start_scan()
        journal.wait_for_event("started", PLEX_ACTIVITY_TYPE="library.update.section")
        # Six polls: the threshold has passed.
        polls = service.status()
        wait_for("a later status", lambda: service.status() != polls, 15)
        expect(not journal.events("would-stop"), "the window is open in the wrong time zone")
        set_zone(5)
        journal.wait_for_event("would-stop", PLEX_RULE="stuck-test")
    finally:
        if before:
            os.unlink(LOCAL_TIME)
            os.symlink(before, LOCAL_TIME)
