# SPDX-License-Identifier: Apache-2.0
"""The catalog texts that `journalctl -x` adds."""

import json
import re

import service
from case import case, expect
from configurations import server, stuck_rule
from journal import Journal
from simulator import Simulator


@case
def each_event_in_the_journal_has_a_catalog_text_without_holes():
    simulator = Simulator()
    service.configure(server(), stuck_rule())
    journal = Journal()
    service.start()
    simulator.start_scan()
    journal.wait_for_event("stop-confirmed")
    service.command("systemctl", "stop", service.UNIT)

    # The entries of all earlier tests count too, because they have the rarer events.
    output = service.command("journalctl", f"--unit={service.UNIT}", "--all", "--quiet", "--output=json")
    events = [entry for entry in map(json.loads, output.splitlines()) if "PLEX_EVENT" in entry]
    names = {entry["PLEX_EVENT"] for entry in events}
    expect("stop-confirmed" in names, "the journal has no event")
    for name in sorted(names):
        entries = [entry for entry in events if entry["PLEX_EVENT"] == name]
        identifiers = {entry.get("MESSAGE_ID") for entry in entries}
        expect(len(identifiers) == 1 and None not in identifiers, f"{name} has the message ids {identifiers}")
        identifier = identifiers.pop()
        explained = service.command("journalctl", "--catalog", "--quiet", f"MESSAGE_ID={identifier}")
        expect("░░ Subject:" in explained, f"journalctl -x has no text for {name}")
        fields = set(re.findall("@([A-Z_]+)@", service.command("journalctl", "--dump-catalog", identifier)))
        for entry in entries:
            holes = sorted(fields - set(entry))
            expect(not holes, f"the text for {name} names {holes}, but this entry lacks them: {entry['MESSAGE']}")
