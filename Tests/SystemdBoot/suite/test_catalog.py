# SPDX-License-Identifier: Apache-2.0
"""The texts that `journalctl -x` adds."""

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

    # Those of all tests before this one, too: they hold the rarer events.
    output = service.command(
        "journalctl", f"--unit={service.UNIT}", "--quiet", "--output=json", "--output-fields=PLEX_EVENT,MESSAGE_ID"
    )
    identifiers = {}
    for line in output.splitlines():
        entry = json.loads(line)
        if "PLEX_EVENT" in entry:
            identifiers.setdefault(entry["PLEX_EVENT"], set()).add(entry.get("MESSAGE_ID"))
    expect("stop-confirmed" in identifiers, "the journal holds no event")
    for event, found in identifiers.items():
        expect(len(found) == 1 and None not in found, f"{event} has the message ids {found}")
        explained = service.command("journalctl", "--catalog", "--quiet", f"MESSAGE_ID={next(iter(found))}")
        texts = [line for line in explained.splitlines() if line.startswith("░░")]
        expect(any("Subject:" in line for line in texts), f"journalctl -x says nothing about {event}")
        holes = sorted(set(re.findall(r"@[A-Z_]+@|\bPLEX_[A-Z_]+\b", "\n".join(texts))))
        expect(not holes, f"the text for {event} has no value for {holes}")
