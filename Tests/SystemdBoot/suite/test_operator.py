# SPDX-License-Identifier: Apache-2.0
"""An operator pauses the running service, and replays its recording."""

import json

import control
import service
from case import case, expect, wait_for
from configurations import server, stuck_rule
from journal import Journal, text
from simulator import Simulator

RECORDING = f"{service.STATE}/recording.jsonl"
DECISIONS = {
    "would-stop", "rule-fired", "rule-undecided", "stop-requested", "stop-confirmed", "stop-ineffective",
    "stop-abandoned", "breaker-tripped",
}  # fmt: skip


def status_text():
    """The status text in `systemctl status`."""
    return service.properties("StatusText")[0]


@case
def a_pause_holds_over_a_restart_until_it_is_lifted():
    simulator = Simulator()
    service.configure(server(), stuck_rule())
    journal = Journal()
    service.start()
    paused = control.run("pause", "1h")
    expect(paused.returncode == 0 and paused.stdout.startswith("paused until "), f"pause says {paused}")
    expect("paused until" in status_text(), f"STATUS= says {status_text()!r}")
    simulator.start_scan()
    held = journal.wait_for_event("would-stop")
    expect(held.get("PLEX_REASON") == "paused", f"it would stop for {held.get('PLEX_REASON')!r}")

    service.command("systemctl", "restart", service.UNIT)
    expect("paused until" in status_text(), f"after a restart STATUS= says {status_text()!r}")
    expect(not journal.events("stop-requested"), "a rule stopped an activity during the pause")

    resumed = control.run("resume")
    expect(resumed.returncode == 0 and resumed.stdout == "resumed\n", f"resume says {resumed}")
    expect("paused" not in status_text(), f"after resume STATUS= says {status_text()!r}")
    journal.wait_for_event("stop-confirmed")


@case
def a_recording_is_replayed_as_the_service_decided():
    simulator = Simulator()
    service.configure(server(), stuck_rule())
    service.drop_in("record", "ExecStart=", f"ExecStart=/usr/bin/plex-activityd --record {RECORDING}")
    journal = Journal()
    service.start()
    simulator.start_scan()
    journal.wait_for_event("stop-confirmed")
    service.command("systemctl", "stop", service.UNIT)
    replayed = control.run("replay", "--json", RECORDING)
    expect(replayed.returncode == 0, f"replay ended with {replayed.returncode}: {replayed.stderr}")
    decided = wait_for(
        "the journal has all of it",
        lambda: [fields(entry) for entry in journal.entries() if entry.get("PLEX_EVENT") in DECISIONS],
    )
    expect({decision["PLEX_EVENT"] for decision in decided} >= {"stop-requested", "stop-confirmed"}, f"{decided}")
    again = [fields(json.loads(line)) for line in replayed.stdout.splitlines()]
    expect(again == decided, f"the service decided {decided}, the replay {again}")
    refused = control.run("replay", RECORDING, user=65534)
    expect(refused.returncode == 77 and not refused.stdout, f"a user without rights sees {refused}")


def fields(entry):
    """The fields of an event, without the time of its entry."""
    names = [key for key in entry if key.startswith("PLEX_") or key == "MESSAGE"]
    # A replay is another run, so its events have other names.
    return {key: text(entry[key]) for key in names if key != "PLEX_EVENT_ID"}
