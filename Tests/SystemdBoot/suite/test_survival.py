# SPDX-License-Identifier: Apache-2.0
"""The watchdog, crashes, and waits that must not look like either."""

import os
import signal
import socket
import time

import service
from case import case, expect, wait_for
from configurations import server, stuck_rule
from evidence import activities, age
from journal import Journal
from simulator import Simulator

JOURNAL_SOCKET = "/run/systemd/journal/socket"


def evidence_goes_on(end_main_process, why):
    """Ends the daemon by force; its successor continues with the saved evidence."""
    simulator = Simulator()
    service.configure(server(), stuck_rule(mode="observe", no_progress="1h"))
    journal = Journal()
    service.start()
    simulator.start_scan()
    uuid = journal.wait_for_event("started", PLEX_ACTIVITY_TYPE="library.update.section")["PLEX_ACTIVITY_UUID"]
    # The status counts on from the last poll, and the state has the evidence of polls alone.
    wait_for("six seconds of evidence", lambda: (age(service.status(), uuid) or 0) >= 6)
    # A regular stop saves all evidence, so that the forced end has evidence to lose.
    service.command("systemctl", "restart", service.UNIT)
    wait_for("eight seconds of evidence", lambda: (age(service.status(), uuid) or 0) >= 8)
    kept = age(service.saved_state(), uuid)
    expect(kept is not None and kept >= 5, f"the state has {kept} s of evidence")

    process = service.main_process()
    end_main_process(process)
    successor = service.restarted(process)
    resumed = wait_for("the activity is known again", lambda: age(service.status(), uuid))
    # Right after its start, the daemon has almost no evidence of its own.
    expect(resumed >= kept, f"{kept:.1f} s of evidence were saved, but only {resumed:.1f} s were resumed")
    wait_for("more evidence", lambda: age(service.status(), uuid) >= resumed + 2)
    expect(service.main_process() == successor, "it was restarted once more")
    expect(service.properties("NRestarts") == ["1"], "there was not exactly one restart")
    expect(why in journal.messages(), f"the service manager does not say {why!r}")
    expect(not journal.events("lost"), "the activity was reported as lost")
    expect(len(journal.events("started", PLEX_ACTIVITY_UUID=uuid)) == 1, "the activity was started more than once")


@case
def evidence_goes_on_after_a_watchdog_restart():
    service.drop_in("watchdog", "WatchdogSec=6s")
    evidence_goes_on(lambda process: os.kill(process, signal.SIGSTOP), "Watchdog timeout")


@case
def evidence_goes_on_after_kill_9():
    evidence_goes_on(lambda process: os.kill(process, signal.SIGKILL), "status=9/KILL")


@case
def a_wait_is_no_reason_for_the_watchdog():
    service.drop_in("watchdog", "WatchdogSec=3s")
    simulator = Simulator()
    # Port 9 is closed: no program listens on it in the container.
    service.configure(
        server(poll_interval="1h") + server("http://127.0.0.1:9", name="gone", poll_interval="1h", request_timeout="30s")
    )
    # Their thresholds are shorter than three poll intervals of an hour.
    service.mask_shipped_rules()
    journal = Journal()
    service.start()
    process = service.main_process()
    journal.wait_for_event("server-unreachable", PLEX_SERVER="gone")
    expect(simulator.ask("/identity")[0] == 200, "the simulator does not answer")
    start = time.monotonic()
    wait_for("signs of life for five times WatchdogSec", lambda: service.watchdog_instant() >= start + 15, 25)
    expect(service.main_process() == process, "the daemon was restarted")


@case
def a_stopped_journal_is_no_reason_for_the_watchdog_nor_to_stop_working():
    service.drop_in("watchdog", "WatchdogSec=10s")
    simulator = Simulator()
    service.configure(server(), stuck_rule())
    journal = Journal()
    service.start()
    process = service.main_process()
    journald = int(service.command("systemctl", "show", "--property=MainPID", "--value", "systemd-journald.service"))
    os.kill(journald, signal.SIGSTOP)
    try:
        fill_journal_socket()
        start = time.monotonic()
        simulator.start_scan()
        wait_for("the scan is stopped while journald does not read", lambda: not simulator.has_scan(), 30)
        simulator.start_scan()
        wait_for("the next scan is shown in status.json", lambda: [
            activity for activity in activities(service.status()) if activity.get("type") == "library.update.section"
        ])  # fmt: skip
        wait_for("signs of life for a minute", lambda: service.watchdog_instant() >= start + 60, 75)
        expect(service.main_process() == process, "the daemon was restarted")
    finally:
        os.kill(journald, signal.SIGCONT)
    journal.wait_for_event("stop-confirmed")
    expect(service.main_process() == process, "the daemon was restarted")


def fill_journal_socket():
    """Fills journald's queue, so that the next sender must wait or give up."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as sender:
        for number in range(1_000_000):
            try:
                sender.sendto(f"MESSAGE=filler {number}\nPRIORITY=7\n".encode(), JOURNAL_SOCKET)
            except BlockingIOError:
                return
    expect(False, "the queue of the journal's socket does not fill up")
